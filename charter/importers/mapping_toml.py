"""A mapping written as TOML: texts, lists of texts, truths, and tables of those.

Why: what the wizard proposes and what a person said of it become the same kind of file. Refuses anything that a mapping
does not have; a file that people wrote is never written again by this.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


def toml_of(values: Mapping[str, Any]) -> str:
    """Write a mapping as TOML: texts, lists of texts, truths, and tables of those."""
    lines = [f"{key} = {_written(value)}" for key, value in values.items() if not isinstance(value, Mapping)]
    for key, table in values.items():
        if isinstance(table, Mapping) and table:
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_written(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _written(name)


def _written(value: object) -> str:
    """JSON writes texts, truths and lists of them as TOML does, but for one sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
