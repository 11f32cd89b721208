"""What to say of wrong use, in the language spoken now instead of the library's English."""

from __future__ import annotations

from typer import BadParameter

from charter.locale import _


def wrong_use(error: Exception) -> str | None:
    """The sentence for a fault in the arguments; None when the error is something else."""
    kind = type(error).__name__
    if isinstance(error, BadParameter) and kind == "BadParameter":
        hint = getattr(error, "param_hint", None) or getattr(getattr(error, "param", None), "name", "") or ""
        text = str(getattr(error, "message", error))
        return f"{hint}: {text}" if hint else text
    if kind == "NoSuchOption":
        return _("There is no option %(name)s. See --help.") % {"name": getattr(error, "option_name", "")}
    if kind == "MissingParameter":
        name = getattr(getattr(error, "param", None), "name", "") or ""
        return _("%(name)s is missing. See --help.") % {"name": name.upper()}
    if kind in ("UsageError", "BadOptionUsage", "BadArgumentUsage", "NoArgsIsHelpError"):
        return _("This is not how the command is used: %(text)s See --help.") % {
            "text": getattr(error, "message", error)
        }
    return None
