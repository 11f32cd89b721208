"""One spelling for a formula, whichever program saved it.

Why: Excel and LibreOffice write `Evidence!$A$2` where Charter writes `'Evidence'!$A$2`, and the digest of a workbook
must survive being saved again. Refuses to compute, and to touch what stands between double quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^"\']+')
_PLAIN_NAME = re.compile(r"'[^\W\d]\w*'")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def normal(text: str) -> str:
    """`text` without spaces, in capitals, and with quotes only around the names of sheets that need them."""
    return "".join(map(_normal, _PARTS.findall(text)))


def _normal(part: str) -> str:
    if part.startswith('"'):
        return part
    if part.startswith("'"):
        plain = _PLAIN_NAME.fullmatch(part) and not _LOOKS_LIKE_A_CELL.fullmatch(part[1:-1])
        return (part[1:-1] if plain else part).upper()
    return re.sub(r"\s+", "", part).upper()
