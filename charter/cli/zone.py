"""The zone of local times: as written on the command line, or asked of a person."""

import sys
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from charter.cli import output
from charter.cli.usage import WrongValue
from charter.locale import _


def given(text: str) -> ZoneInfo | None:
    """The zone spelled `text`, None for ""; wrong use when there is no such zone."""
    if not text:
        return None
    zone = _known(text)
    if zone is None:
        raise WrongValue(_no_zone(text), param_hint="--zone")
    return zone


def asked(bar: output.Bar, proposed: ZoneInfo, file: str, source: str) -> ZoneInfo:
    """The zone that a person at the terminal chose for a source; Enter takes the one proposed."""
    question = _(
        "The times in %(file)s do not say their zone. In which zone are the times of %(source)s? [%(proposed)s] "
    )
    with bar.aside():
        while True:
            sys.stderr.write(question % {"file": file, "source": source, "proposed": proposed.key})
            sys.stderr.flush()
            text = sys.stdin.readline().strip()
            zone = _known(text) if text else proposed
            if zone is not None:
                return zone
            output.remark(_no_zone(text))


def _known(text: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _no_zone(text: str) -> str:
    return _("%(value)s is no time zone; write for example Europe/Amsterdam or UTC.") % {"value": text}
