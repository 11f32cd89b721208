"""Access tokens, with Microsoft played by the test."""

from __future__ import annotations

from typing import Any

import msal
import pytest
from requests.exceptions import ConnectionError as NoConnectionError

from charter.sources.base import SourceError
from charter.sources.microsoft import application_token


@pytest.fixture
def microsoft(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What Microsoft answers, in turn; an exception is raised."""
    answers: list[Any] = []

    class Application:
        def __init__(self, client: str, client_credential: str, authority: str) -> None:
            answers.append({"access_token": f"{client} {client_credential} {authority}"})

        def acquire_token_for_client(self, scopes: list[str]) -> dict[str, str]:
            assert scopes == ["scope"]
            given = answers.pop(0)
            if isinstance(given, Exception):
                raise given
            return given

    monkeypatch.setattr(msal, "ConfidentialClientApplication", Application)
    return answers


def test_the_application_signs_in_with_its_own_secret(microsoft: list[Any]) -> None:
    token = application_token("tenant", "client", lambda: "geheim", "scope")
    assert token() == "client geheim https://login.microsoftonline.com/tenant"


def test_the_secret_is_asked_for_once_and_the_token_each_time(microsoft: list[Any]) -> None:
    asked: list[str] = []
    token = application_token("tenant", "client", lambda: asked.append("x") or "geheim", "scope")
    token()
    microsoft.extend([{"access_token": "tweede"}, {"access_token": "derde"}])
    assert [token(), token()] == ["tweede", "derde"]
    assert asked == ["x"]


@pytest.mark.parametrize(
    "given",
    [
        {"error": "invalid_client", "error_description": "AADSTS7000222: The secret has expired.\r\nTrace ID: 1"},
        {"error": "unauthorized_client"},
        NoConnectionError("no network"),
        ValueError("no such tenant"),
    ],
)
def test_what_microsoft_refuses_is_said_without_the_secret(microsoft: list[Any], given: Any) -> None:
    microsoft.append(given)
    with pytest.raises(SourceError) as failed:
        application_token("tenant", "client", lambda: "geheim", "scope")()
    said = str(failed.value)
    assert said.startswith("Microsoft gave no permission to read: ")
    assert "geheim" not in said
    assert "Trace" not in said
