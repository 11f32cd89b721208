"""Asks an interface over HTTPS, and says in words what went wrong when it does not answer as it should.

Why: every municipal interface fails in the same ways, and each way has its own remedy. Refuses addresses without TLS,
certificates that nobody vouches for, redirections (they would carry our token elsewhere), and half an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator

from charter.importers.json_records import Record
from charter.locale import N_
from charter.profile_faults import WrongValueError
from charter.sources.base import RetryLater, SourceError

if TYPE_CHECKING:
    import requests

PAGE = 500
"""Rows asked at a time; what Open Klant and Open Zaak give at most."""
_TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two pieces of an answer."""
_PATIENCE_S = 60.0
_LONGEST_WAIT_S = 86_400.0


class MissingError(SourceError):
    """What was asked for is not there (404)."""


class DeniedError(SourceError):
    """We are known, and may not read this (403)."""


class GoneError(SourceError):
    """The place to go on from is not known any more (410): everything has to be read again."""


class Page(NamedTuple):
    """Some of the results of a list, how many there are in all, and whether more follow."""

    results: list[Record]
    total: int
    more: bool


def _https(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise WrongValueError(N_("an address that begins with https://"), N_("Correct the address."))
    return value.strip().rstrip("/")


HttpsAddress = Annotated[str, AfterValidator(_https)]


class Web:
    """One interface: its address, and what must be said with each question.

    `headers` is asked again for each question, so that a token may be renewed. `certificates` names a file with the
    authorities to trust; "" trusts the usual ones.
    """

    def __init__(self, base: str, headers: Callable[[], Mapping[str, str]], certificates: str = "") -> None:
        self.base = base
        self.headers = headers
        self.certificates = certificates
        self.host = urlsplit(base).hostname or base

    @contextmanager
    def connected(self) -> Iterator[Asking]:
        """Connections that are kept open while there is something to ask."""
        import requests

        with requests.Session() as session:
            yield Asking(self, session)


class Asking:
    """Questions to one interface."""

    def __init__(self, web: Web, session: requests.Session) -> None:
        self._web = web
        self._session = session

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Record:
        """The object at `path` below the base, or at a whole address of the same server.

        Raises MissingError, GoneError, RetryLater or another SourceError.
        """
        from requests import exceptions

        host = self._web.host
        url = path if path.startswith("https://") else self._web.base + path
        if _server(url) != _server(self._web.base):
            raise _strange(host)
        try:
            answer = self._session.get(
                url,
                params=params,
                headers=dict(self._web.headers()),
                verify=self._web.certificates or True,
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
        except exceptions.SSLError as error:
            raise _untrusted(host, error) from error
        except exceptions.Timeout as error:
            raise _late(host) from error
        except exceptions.RequestException as error:
            raise _broken(host, error) from error
        _judge(answer, host)
        try:
            told = answer.json()
        except ValueError as error:
            raise _strange(host) from error
        if not isinstance(told, dict):
            raise _strange(host)
        return told

    def page(self, path: str, params: Mapping[str, str | int], number: int) -> Page:
        """Page `number` (from 1) of a list as the Dutch API strategy pages it: count, next, previous, results."""
        told = self.get(path, {**params, "page": number})
        results, count = told.get("results"), told.get("count")
        if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
            raise _strange(self._web.host)
        return Page(results, count if isinstance(count, int) else len(results), bool(told.get("next")))

    def pages(self, path: str, params: Mapping[str, str | int], number: int = 1) -> Iterator[tuple[int, Page]]:
        """Each page from `number` on, with its number; one again when rows before it were taken away meanwhile."""
        total = 0
        while True:
            try:
                told = self.page(path, params, number)
            except MissingError:
                if number == 1:
                    raise
                told = Page([], total, more=False)
            if told.total < total and number > 1:
                number -= 1
            else:
                yield number, told
                if not told.more:
                    return
                number += 1
            total = told.total


def _server(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _judge(answer: requests.Response, host: str) -> None:
    """Raise what an answer without content means."""
    status = answer.status_code
    if status == HTTPStatus.OK:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS or (
        status == HTTPStatus.SERVICE_UNAVAILABLE and "Retry-After" in answer.headers
    ):
        raise RetryLater(_patience(answer.headers.get("Retry-After", ""), answer.headers.get("Date", "")))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        kind = DeniedError if status == HTTPStatus.FORBIDDEN else SourceError
        raise kind(
            N_("%(server)s does not let us in (%(status)s)."),
            N_("Check whether the key of this source is right, has not expired, and may read what is asked."),
            server=host,
            status=str(status),
        )
    if status == HTTPStatus.NOT_FOUND:
        raise MissingError(
            N_("%(server)s does not have what was asked for (404)."),
            N_("Check the address of the source."),
            server=host,
        )
    if status == HTTPStatus.GONE:
        raise GoneError(
            N_("%(server)s does not remember how far we were (410)."),
            N_("You need not do anything: the next run reads everything again, and counts nothing twice."),
            server=host,
        )
    raise SourceError(
        N_("%(server)s answered with an error (%(status)s)."),
        N_("What was read so far is kept and the next run goes on from there. If it stays, tell who keeps the server."),
        server=host,
        status=str(status),
    )


def _patience(written: str, now: str) -> float:
    """Seconds to wait: Retry-After is a number or a date (RFC 9110 10.2.3)."""
    if written.strip().isdigit():
        return min(float(written), _LONGEST_WAIT_S)
    try:
        wait = (parsedate_to_datetime(written) - parsedate_to_datetime(now)).total_seconds()
    except (ValueError, TypeError):
        return _PATIENCE_S
    return min(max(wait, 1.0), _LONGEST_WAIT_S)


def _untrusted(host: str, error: Exception) -> SourceError:
    return SourceError(
        N_("The certificate of the server %(server)s cannot be trusted: %(reason)s."),
        N_("Ask for a valid one, or name the file of the authority that you trust: certificates=FILE."),
        server=host,
        reason=_cause(error),
    )


def _late(host: str) -> SourceError:
    return SourceError(
        N_("%(server)s did not answer in time."),
        N_("What was read so far is kept and the next run goes on from there. Check the network if it happens again."),
        server=host,
    )


def _broken(host: str, error: Exception) -> SourceError:
    return SourceError(
        N_("The connection with the server %(server)s broke off: %(reason)s."),
        N_("What was read so far is kept and the next run goes on from there. Check the network if it happens again."),
        server=host,
        reason=_cause(error),
    )


def _strange(host: str) -> SourceError:
    return SourceError(
        N_("%(server)s gave an answer that is not what its specification says."),
        N_("Check whether the address is that of the interface, and which version of it runs there."),
        server=host,
    )


def _cause(error: BaseException) -> str:
    """The innermost reason, without the address that was asked."""
    while error.args and isinstance(error.args[-1], BaseException):
        error = error.args[-1]
    reason = getattr(error, "reason", None)
    if isinstance(reason, BaseException):
        return _cause(reason)
    return getattr(error, "verify_message", "") or getattr(error, "strerror", None) or type(error).__name__
