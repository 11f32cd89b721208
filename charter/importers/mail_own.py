"""Who "we" are in a mailbox: which addresses are ours, and who really wrote a message.

Why: what a message is follows from who wrote it to whom, and list software, forms and Exchange write in our name.
Refuses to guess: without own domains, mailboxes or addresses nobody is us, and `known` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from charter.importers import mail_header as header
from charter.importers.base import MailSettings
from charter.locale import N_
from charter.problem import Problem, Severity

_SAFE = re.compile(r"no[-_.]?reply[^@]*@(?:[\w-]+\.)*zivver\.[a-z]+\Z")


class Own:
    """The addresses of the municipality; keeps nothing but a cache of addresses already seen."""

    def __init__(self, mail: MailSettings) -> None:
        self._mail = mail
        self.known = bool(mail.own_domains or mail.mailboxes or mail.agent_addresses)
        self._lists = mail.list_addresses | {name for name in mail.own_lists if "@" in name}
        self.has = lru_cache(maxsize=65536)(self._has)
        """Whether an address is of the municipality itself."""
        self.serves = lru_cache(maxsize=65536)(lambda address: self.has(address) or address in self._lists)
        """Whether mail to an address comes to us: it is ours, or that of a list of ours."""

    def author(self, found: header.Fields) -> str:
        """The person or program that wrote the message, seen through list software that rewrites From; may be ""."""
        written = header.addresses(found.get(b"from", b"")) or header.addresses(found.get(b"sender", b""))
        author = written[0] if written else ""
        if author in self._lists or (author and b"x-original-from" in found) or self.left_in_a_safe(found):
            for reply_to in header.addresses(found.get(b"reply-to", b"")):
                if reply_to not in self._lists:
                    return reply_to
            for name in (b"x-original-from", b"x-mailfrom", b"x-original-sender"):
                original = header.addresses(found.get(name, b""))
                if original:
                    return original[0]
        return author

    def left_in_a_safe(self, found: header.Fields) -> bool:
        """Whether Zivver says that a person left a message there: that person stands in Reply-To."""
        if b"reply-to" not in found or b"zivver" not in found.get(b"from", b""):
            return False
        return any(map(_SAFE.match, header.addresses(found[b"from"])))

    def lists(self, addressed: Iterable[str]) -> bool:
        """Whether one of the addresses is a list of ours and no mailbox."""
        return any(address in self._mail.own_lists and not self.has(address) for address in addressed)

    def mailbox(self, addressed: Iterable[str]) -> str:
        """The mailbox among the addresses, else the first that is ours; "" without one."""
        own = [self._untagged(a) for a in addressed if self.has(a) or a in self._mail.own_lists]
        return next((a for a in own if a in self._mail.mailboxes), own[0] if own else "")

    def _untagged(self, address: str) -> str:
        """The mailbox in which mail to an address with a `+tag` lands."""
        return address if address in self._mail.mailboxes else header.folded(address)

    def _has(self, address: str) -> bool:
        mail = self._mail
        if not self.known:
            return False
        if address.startswith("/o="):
            return True
        return (
            address.rpartition("@")[2] in mail.own_domains
            or not mail.mailboxes.isdisjoint((address, header.folded(address)))
            or address in mail.agent_addresses
        )


def who_we_are_is_unknown() -> Problem:
    """The one warning of an import that cannot tell an answer from a question."""
    return Problem(
        "own_domains_unknown",
        1,
        N_("The profile does not say which addresses are yours: every message counts as received, none as an answer."),
        N_("Fill in own_domains under [mail] in the profile and import the mailbox again."),
        severity=Severity.WARNING,
    )
