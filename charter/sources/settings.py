"""Holds what a functional manager wrote as `key=value` against what a kind of source can be told.

Refuses to stop at the first fault: all are told at once, with what may be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from charter.errors import CharterError
from charter.locale import N_, _
from charter.profile_faults import WrongValueError
from charter.sources.base import SourceKind, SourceSettings


class WrongSettingsError(CharterError):
    """Settings that a kind of source cannot be given; `by_key` has what is wrong with each, "" of all together."""

    by_key: Mapping[str, str] = {}


def parsed(name: str, kind: SourceKind, settings: Mapping[str, object]) -> SourceSettings:
    """The settings of source `name`; raises WrongSettingsError with every fault."""
    try:
        return kind.settings.model_validate(settings)
    except ValidationError as error:
        wrong = WrongSettingsError(
            N_("The source %(source)s cannot be used: %(faults)s"),
            N_("Write: %(how)s"),
            source=name,
            faults=" ".join(_fault(found, kind) for found in error.errors(include_url=False)),
            how=_(kind.how),
        )
        found = error.errors(include_url=False)
        wrong.by_key = {str(one["loc"][0]) if one["loc"] else "": _fault(one, kind) for one in reversed(found)}
        raise wrong from error


def _fault(found: Mapping[str, Any], kind: SourceKind) -> str:
    key = str(found["loc"][0]) if found["loc"] else kind.id
    cause = found.get("ctx", {}).get("error")
    if found["type"] == "missing":
        return _("%(key)s is missing.") % {"key": key}
    if found["type"] == "extra_forbidden":
        options = ", ".join(kind.settings.model_fields)
        return _("%(key)s is not known; there are %(options)s.") % {"key": key, "options": options}
    if isinstance(cause, WrongValueError):
        told = {"key": key, "allowed": _(cause.allowed) % cause.params, "remedy": _(cause.remedy) % cause.params}
        return _("%(key)s must be %(allowed)s. %(remedy)s") % told
    return _("%(key)s cannot be “%(value)s”.") % {"key": key, "value": found["input"]}
