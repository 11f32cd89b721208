"""What to say of wrong use, in the language spoken now instead of the library's English."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from typer import BadParameter

from charter.locale import _


class WrongValue(BadParameter):
    """A value that means nothing to us: `message` says in the language spoken now what to write for `param_hint`."""


def day(text: str, option: str) -> date | None:
    """The day that is written for an option, None for nothing; wrong use when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongValue(_("%(value)s is no date; write YYYY-MM-DD.") % {"value": text}, param_hint=option) from error


def wrong_use(error: Exception) -> str | None:
    """The sentence for a fault in the arguments, "" when the help says it; None when the error is something else."""
    say = _SENTENCES.get(type(error).__name__)
    return None if say is None else say(error)


def _wrong_value(error: Exception) -> str:
    return f"{_name(error)}: {getattr(error, 'message', error)}"


def _unusable(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    told = {"name": _name(error), "least": least, "most": most}
    if least is not None and most is not None:
        return _("%(name)s: write a whole number from %(least)s to %(most)s.") % told
    if least is not None:
        return _("%(name)s: write a whole number of %(least)s or more.") % told
    return _("%(name)s cannot have this value. See --help.") % told


def _missing(error: Exception) -> str:
    return _("%(name)s is missing. See --help.") % {"name": _name(error)}


def _no_such_option(error: Exception) -> str:
    return _("There is no option %(name)s. See --help.") % {"name": _name(error)}


def _bad_option(error: Exception) -> str:
    if "does not take" in str(error):
        return _("%(option)s takes no value.") % {"option": _name(error)}
    return _("%(option)s needs a value.") % {"option": _name(error)}


def _other(error: Exception) -> str:
    found = re.match(r"No such command ['\"](.*?)['\"]\.(?: Did you mean ['\"]([^'\"]*)['\"])?", str(error))
    if found and found[2]:
        return _("There is no command %(name)s. Do you mean %(other)s?") % {"name": found[1], "other": found[2]}
    if found:
        return _("There is no command %(name)s. See --help.") % {"name": found[1]}
    found = re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", str(error))
    if found:
        return _("The command does not take this: %(words)s. See --help.") % {"words": found[1]}
    return _("This is not how the command is used. See --help.")


def _name(error: Exception) -> str:
    """What the fault is about, as the user writes it: --period, or a placeholder in the language spoken now."""
    parameter = getattr(error, "param", None)
    options = [name for name in getattr(parameter, "opts", ()) if name.startswith("--")]
    named = getattr(error, "param_hint", None), getattr(error, "option_name", None), *options
    return _(str(next((name for name in named if name), getattr(parameter, "metavar", None) or "")))


_SENTENCES: dict[str, Callable[[Exception], str]] = {
    "WrongValue": _wrong_value,
    "BadParameter": _unusable,
    "MissingParameter": _missing,
    "NoSuchOption": _no_such_option,
    "BadOptionUsage": _bad_option,
    "BadArgumentUsage": _other,
    "UsageError": _other,
    "NoArgsIsHelpError": lambda _error: "",
}
