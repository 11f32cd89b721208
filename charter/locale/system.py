"""Why the operating system refused a file, in the language spoken now instead of the system's English.

Knows the reasons that a user meets and can act on; any other is passed on as the system tells it.
"""

from __future__ import annotations

import errno

from charter.locale import N_, _

_IN_USE = (32, 33)
"""Windows: another program has the file open, or a part of it locked."""
REASONS = {
    errno.ENOENT: N_("it does not exist"),
    errno.EACCES: N_("you have no permission"),
    errno.EPERM: N_("you have no permission"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is no folder"),
    errno.EEXIST: N_("it exists already"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EBUSY: N_("another program has it open"),
    errno.EIO: N_("the disk gives an error"),
    errno.ENAMETOOLONG: N_("the name is too long"),
}


def reason(error: OSError) -> str:
    """Why it went wrong, as the end of a sentence."""
    if getattr(error, "winerror", None) in _IN_USE:
        return _("another program has it open")
    known = REASONS.get(error.errno or 0)
    return _(known) if known else error.strerror or type(error).__name__
