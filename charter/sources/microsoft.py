"""Signing in at Microsoft as an application that was given the mailboxes it may read (mail-formats.md 1.5, 1.6).

Why: Exchange Online accepts no passwords; a program that runs at night cannot ask anyone to sign in. The administrator
registers an application, and the source's secret is its client secret. Refuses to keep tokens: msal keeps them in
memory for their hour.
"""

from __future__ import annotations

from collections.abc import Callable

from charter.locale import N_
from charter.sources.base import SourceError

_AUTHORITY = "https://login.microsoftonline.com"


def application_token(tenant: str, client: str, secret: Callable[[], str], scope: str) -> Callable[[], str]:
    """What gives a fresh access token each time it is asked; raises SourceError when Microsoft gives none."""
    application = None

    def token() -> str:
        nonlocal application
        import msal
        from requests.exceptions import RequestException

        try:
            if application is None:
                application = msal.ConfidentialClientApplication(
                    client, client_credential=secret(), authority=f"{_AUTHORITY}/{tenant}"
                )
            answer = application.acquire_token_for_client(scopes=[scope])
        except (RequestException, ValueError) as error:
            raise _no_token(str(error)) from error
        if "access_token" not in answer:
            raise _no_token(str(answer.get("error_description") or answer.get("error") or ""))
        return str(answer["access_token"])

    return token


def _no_token(reason: str) -> SourceError:
    return SourceError(
        N_("Microsoft gave no permission to read: %(reason)s."),
        N_("Have the administrator check tenant, client and client secret, and whether the secret has expired."),
        reason=reason.partition("\n")[0][:200].rstrip("."),
    )
