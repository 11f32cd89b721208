"""Signing in at interfaces of the Dutch standard for case work (ZGW: Zaken API, Contactmomenten API).

Why: these take a token that the asker signs itself, with a client id and the secret that belongs to it. The token holds
when it was made and is refused after an hour, so each question carries a new one.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping

from pydantic import Field

from charter.clock import MICROSECONDS, SystemClock
from charter.sources.base import SourceSettings
from charter.sources.web import HttpsAddress, Web

_SKEW_S = 60
"""A server whose clock is a little behind must not find our token made in the future."""


class ZgwSettings(SourceSettings):
    """Where the interface is, version included, and the client id under which Charter is known there."""

    address: HttpsAddress
    client: str = Field(min_length=1)
    certificates: str = ""


def web(settings: ZgwSettings, secret: Callable[[], str]) -> Web:
    """The interface, with a fresh token for each question."""
    now = SystemClock().now

    def headers() -> Mapping[str, str]:
        client = settings.client
        claims = {"iss": client, "client_id": client, "user_id": client, "user_representation": client}
        token = _signed(claims | {"iat": now() // MICROSECONDS - _SKEW_S}, secret().encode())
        return {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326"}

    return Web(settings.address, headers, settings.certificates)


def _signed(claims: Mapping[str, str | int], key: bytes) -> str:
    """A JSON Web Token with HS256 (RFC 7515); municipalities also have secrets that libraries find too short."""
    parts = [_text(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, claims)]
    signature = hmac.digest(key, ".".join(parts).encode(), "sha256")
    return ".".join([*parts, _text(signature)])


def _text(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def last_part(url: str) -> str:
    """The id with which the address of an object ends."""
    return url.rstrip("/").rpartition("/")[2]
