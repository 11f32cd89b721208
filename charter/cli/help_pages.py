"""The library's own words on a help page, in the language spoken now.

Typer reads them from its constants and from each command's help option; it offers no other door. It would also name the
types of the programming language (`<bool>`, `<list[str]>`), which tell a user nothing. Loads rich, so it is asked for
help pages only. Leaves placeholders of one letter as they are: `--period P` is how the manual writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from charter.locale import N_, _

PLACEHOLDERS = (
    N_("CONTACT"),
    N_("DATE"),
    N_("DATE:REASON"),
    N_("DAYS"),
    N_("DIR"),
    N_("FILE"),
    N_("INSTANT"),
    N_("KEY=VALUE"),
    N_("KIND"),
    N_("NAME"),
    N_("OUT"),
    N_("OUT.xlsx"),
    N_("PATH"),
    N_("REASON"),
    N_("RUN"),
    N_("TEXT"),
    N_("VALUE"),
    N_("ZONE"),
)
"""What stands in a command for the words of the user; a fault names them in the same language (`charter.cli.usage`)."""


def is_asked(arguments: list[str]) -> bool:
    """Whether these arguments may end in a help page: they ask for one, or stop at a group of commands."""
    return "--help" in arguments or len(arguments) < 2


def translate(command: Any) -> None:  # noqa: ANN401 - typer does not publish the type of a built command
    """Translate the help pages of `command` and of the commands below it."""
    from typer import Context, rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    option = command.get_help_option(Context(command))
    if option is not None:
        option.help = _("Show this help.")
        _without_type(option)
    for parameter in command.params:
        _without_type(parameter)
        if parameter.metavar:
            parameter.metavar = _(parameter.metavar)
    command.options_metavar = _("[OPTIONS]")
    command.format_usage = partial(_format_usage, command)
    below: Mapping[str, Any] = getattr(command, "commands", {})
    if below:
        command.subcommand_metavar = _("COMMAND [ARGS]...")
    for each in below.values():
        each.epilog = command.epilog
        translate(each)


def _format_usage(command: Any, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix=_("Usage: "))


def _without_type(parameter: Any) -> None:  # noqa: ANN401 - as above
    """No type beside an argument, whose name says enough, nor beside a switch."""
    if parameter.param_type_name == "argument" or parameter.is_flag:
        parameter.display_type_rich = lambda ctx: None
