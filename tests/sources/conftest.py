"""Servers that the tests of live sources start themselves, on this machine only."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
import trustme
from imapclient import IMAPClient

from charter.importers.base import MailSettings, ReadContext
from charter.sources.imap import ImapSettings, ImapSource

DOVECOT = "/usr/sbin/dovecot"
PASSWORD = "testpass"
_CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
listen = 127.0.0.1
protocols = imap
ssl = required
ssl_cert = <{base}/server.pem
ssl_key = <{base}/server.key
first_valid_uid = 1
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
maildir_stat_dirs = yes
mail_fsync = never
mail_location = maildir:{base}/mail/%u/Maildir
passdb {{
  driver = static
  mechanisms = xoauth2
  args = nopassword=y
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={base}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Uitgaand {{
    special_use = \\Sent
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
"""


@dataclass
class MailServer:
    """A mail server that runs, and the Maildirs that it serves."""

    name: str
    base: Path
    port: int
    command: list[str]
    security: str
    process: subprocess.Popen[bytes] | None = None
    written: int = field(default=0)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.base / "output").open("ab") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output, start_new_session=True)
        for _ in range(600):
            with socket.socket() as probe:
                probe.settimeout(0.1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                self.process.wait(0.05)
        raise AssertionError((self.base / "output").read_text())

    def stop(self) -> None:
        """Stop it, and every connection that it has."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
            (self.base / "run" / "master.pid").unlink(missing_ok=True)
            self.process = None

    def maildir(self, user: str, folder: str = "") -> Path:
        """A folder of a mailbox, made when it is not there."""
        top = self.base / "mail" / user / "Maildir" if self.name == "dovecot" else self.base / user
        place = top / f".{folder}" if folder else top
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        if folder:
            (place / "maildirfolder").touch()
        if self.name == "dovecot":
            for made in (top.parent, top, place, *(place / part for part in ("cur", "new", "tmp"))):
                shutil.chown(made, "nobody", "nogroup")
        return place

    def deliver(self, maildir: Path, number: int | str, at: int, flags: str = "", **fields: str) -> None:
        """Put message `<NUMBER@elders.nl>` in a folder as a mail server does; `at` in UTC seconds."""
        self.written += 1
        path = maildir / "cur" / f"{at}.M{self.written:06}.host:2,{flags}"
        path.write_text(_message(number, at, **fields), newline="\r\n")
        os.utime(path, (at, at))

    def source(self, *mailboxes: str, token: str = "", **settings: Any) -> ImapSource:
        """A source of these mailboxes, that trusts this server's authority."""
        told = {
            "server": "localhost",
            "port": self.port,
            "security": self.security,
            "mailboxes": mailboxes,
            "certificates": str(self.base / "authority.pem"),
        }
        filled = ImapSettings.model_validate(told | settings)
        return ImapSource(filled, lambda: PASSWORD, (lambda: token) if token else None)

    def flags(self, user: str, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """What another mail program would see of every message."""
        with IMAPClient("localhost", self.port, ssl=False) if self.security == "starttls" else self._tls() as client:
            if self.security == "starttls":
                client.starttls(self._trust())
            client.login(user, PASSWORD)
            client.select_folder(folder, readonly=True)
            return {uid: told[b"FLAGS"] for uid, told in client.fetch(client.search(), ["FLAGS"]).items()}

    def _trust(self) -> Any:
        return ssl.create_default_context(cafile=str(self.base / "authority.pem"))

    def _tls(self) -> IMAPClient:
        return IMAPClient("localhost", self.port, ssl_context=self._trust())


def _message(number: int | str, at: int, text: str = "Goedemorgen.", **fields: str) -> str:
    told = {
        "From": "<bewoner@elders.nl>",
        "To": "<info@gemeente.nl>",
        "Subject": f"Vraag {number}",
        "Date": formatdate(at),
        "Message-ID": f"<{number}@elders.nl>",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in told.items()) + f"\n{text}\n"


@pytest.fixture
def context() -> ReadContext:
    """What a run of the municipality `gemeente.nl` knows, at noon on 21 November 2026."""
    mail = MailSettings(own_domains=frozenset({"gemeente.nl"}), mailboxes=frozenset({"info@gemeente.nl"}))
    return ReadContext(
        ZoneInfo("Europe/Amsterdam"), 1_795_258_800_000_000, lambda text: text and f"p{hash(text)}", mail
    )


@dataclass
class Answer:
    """What an interface says: a status, an object, more fields of the header, or less than was promised."""

    status: int = 200
    told: Any = None
    fields: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    never: bool = False


class Site:
    """An interface on this machine, over TLS. `answer` is its specification, `faults` what goes wrong first."""

    def __init__(self, base: Path) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.faults: dict[int, Answer] = {}
        self.answer: Callable[[str, dict[str, str]], Answer] = lambda path, query: Answer(404)
        self.closing = Event()
        self.authority = str(base / "authority.pem")
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path, query = unquote(parts.path), dict(parse_qsl(parts.query))
                site.asked.append((path, query, dict(self.headers)))
                given = site.faults.pop(len(site.asked), None) or site.answer(path, query)
                if given.never:
                    site.closing.wait(60)
                    self.close_connection = True
                    return
                body = given.told if isinstance(given.told, bytes) else json.dumps(given.told).encode()
                self.send_response_only(given.status)
                for name, value in given.fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if given.cut else body)
                self.close_connection = given.cut

            def log_message(self, *told: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: Any, client_address: Any) -> None:
                return

        self.server = Server(("127.0.0.1", 0), Handler)
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(base / "server.pem", base / "server.key")
        self.server.socket = trust.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://localhost:{self.server.server_address[1]}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An interface that the test makes answer."""
    _certified(tmp_path)
    made = Site(tmp_path)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def answer() -> type[Answer]:
    """How a test says what an interface answers."""
    return Answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _certified(base: Path) -> None:
    """Certificates for `localhost`, and the authority that vouches for them; made once, for making takes long."""
    for made in _certificates().iterdir():
        shutil.copy(made, base)


@cache
def _certificates() -> Path:
    base = Path(tempfile.mkdtemp(prefix="charter-certificates-"))
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    authority = trustme.CA()
    server = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(str(base / "authority.pem"))
    server.private_key_pem.write_to_path(str(base / "server.key"))
    for number, part in enumerate(server.cert_chain_pems):
        part.write_to_path(str(base / "server.pem"), append=bool(number))
    return base


def _dovecot(base: Path, port: int) -> MailServer:
    if not Path(DOVECOT).exists() or os.geteuid() != 0:
        pytest.skip("dovecot is not here, or this is not root: pymap shows the same")
    (base / "run").mkdir()
    (base / "mail").mkdir(mode=0o755)
    configuration = base / "dovecot.conf"
    configuration.write_text(_CONFIGURATION.format(base=base, port=port, password=PASSWORD))
    return MailServer("dovecot", base, port, [DOVECOT, "-F", "-c", str(configuration)], "tls")


def _pymap(base: Path, port: int) -> MailServer:
    hashing = pytest.importorskip("pysasl.hashing")
    hashed = hashing.BuiltinHash().hash(PASSWORD)
    users = ("info@gemeente.nl", "jan@gemeente.nl")
    (base / "pymap-etc-passwd").write_text("".join(f"{user}:x::::{user}:\n" for user in users))
    (base / "pymap-etc-shadow").write_text("".join(f"{user}:{hashed}:::::::\n" for user in users))
    command = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--cert", str(base / "server.pem"), "--key", str(base / "server.key"), "maildir", str(base)]
    return MailServer("pymap", base, port, command, "starttls")


def _running(make: Any) -> Iterator[MailServer]:
    base = Path(tempfile.mkdtemp(prefix="charter-mail-"))
    base.chmod(0o755)
    server = None
    try:
        _certified(base)
        server = make(base, _free_port())
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(base)


@pytest.fixture(params=[_dovecot, _pymap], ids=["dovecot", "pymap"])
def mail_server(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    """A real mail server: each of the two that can be started here."""
    yield from _running(request.param)


@pytest.fixture
def dovecot() -> Iterator[MailServer]:
    """Debian's mail server, for what only that one can do."""
    yield from _running(_dovecot)
