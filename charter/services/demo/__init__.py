"""A believable year of "Gemeente Voorbeeld": its profile and its raw logs, in the formats that real systems write.

Why: whoever tries Charter must see it do its real work. This room therefore only writes files; the ordinary importers
read them, the ordinary rules judge them. It refuses every short cut: no event, contact or verdict is made here, and
what its team leads say of their breaches they say through the ordinary services.
All people, addresses and numbers are invented: mail domains end in .example or are example.org/.net/.com (RFC 2606),
telephone numbers are <area> 555 01xx, a block that is in use nowhere.
"""

from charter.services.demo.town import DemoFiles, write_demo

__all__ = ["DemoFiles", "write_demo"]
