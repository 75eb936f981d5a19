"""A program is told that it should look: which address may be called, when, and with what.

A call says that something changed and of which case, host or home, by its number. It holds no
state, no name and no place: whoever reads along, or was called by mistake, learns that and no more.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid

OWNERS = frozenset({Audience.CASEWORKER})  # a manager's programs read figures, of no case
LONGEST = 250  # signs of an address
AT_ONCE = 20  # calls of one round to one address; the rest waits for the next
LONGEST_ROUND = timedelta(seconds=30)  # for one address, however slowly it takes each
FAILURES = 6  # in a row; after them it is switched off
FIRST_WAIT = timedelta(minutes=5)  # then twice as long each time, as messages wait
HERE = "localhost"
_NAME = re.compile(
    r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.ASCII
)
_TARGET = re.compile(r"[!-~]*")
_INSIDE = tuple(  # this machine; RFC 1918; RFC 4193
    ipaddress.ip_network(one)
    for one in (
        *("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    )
)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in another's clothes
WRONG = (
    "an address is https://name, or http or https with a number of this machine or of a private "
    "network; it has no user, no password and nothing after #"
)


class What(StrEnum):
    """Of what sort the thing is that changed."""

    CASE = "case"
    HOST = "host"
    HOME = "home"


# The acts after which a program of the office is answered otherwise, by what their entry in the log
# is about. What somebody said apart, or one side alone knows, is not among them: neither the answer
# of one of two who met, nor a wish, a concern, or what a lead did about one.
_BY: Mapping[tuple[What, str], tuple[str, ...]] = {
    (What.CASE, "case"): (
        *("intake.opened", "intake.told", "intake.confirmed", "intake.stay_set"),
        *("shortlist.made", "transfer.accepted", "transfer.moved"),
        *("case.closed", "case.woken"),
    ),
    (What.CASE, "offer"): (
        *("offer.put", "offer.ended"),
        *("consent.agreed", "consent.declined", "consent.withdrawn", "consent.lapsed"),
    ),
    (What.CASE, "introduction"): (
        *("introduction.arranged", "introduction.held"),
        *("introduction.cancelled", "introduction.told"),
    ),
    (What.CASE, "placement"): (
        *("placement.planned", "placement.moved", "placement.cancelled"),
        *("placement.extended", "placement.ended"),
    ),
    (What.HOST, "host"): (
        *("host.welcomed", "host.paused", "host.resumed"),
        *("host.step_done", "host.step_may_wait", "host.changed_own"),
    ),
    (What.HOME, "home"): (
        *("home.changed_own", "home.days_opened", "home.days_closed", "home.room_set"),
    ),
}
ACTS: Mapping[str, tuple[What, str]] = {act: of for of, acts in _BY.items() for act in acts}
"""By act: of what sort a call says that it is, and which table the entry names a row of."""


@dataclass(frozen=True, slots=True, repr=False)
class Address(Unsaid):
    """Where a program listens. `is_inside`: on this machine or a private network, and named so."""

    is_encrypted: bool
    host: str
    port: int
    target: str
    is_inside: bool


def address_of(text: str) -> Address:
    """The address in such a text. Raises InvalidValue for one that may not be called."""
    if len(text) > LONGEST or not _TARGET.fullmatch(text) or "#" in text or "\\" in text:
        raise InvalidValue(WRONG)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidValue(WRONG) from None
    is_encrypted = parts.scheme == "https"
    is_inside = host == HERE or may_be_at(host, inside=True)
    is_outside = bool(_NAME.fullmatch(host)) or may_be_at(host, inside=False)
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or port == 0:
        raise InvalidValue(WRONG)
    if not is_inside and not (is_encrypted and is_outside):
        raise InvalidValue(WRONG)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(is_encrypted, host, port or (443 if is_encrypted else 80), target, is_inside)


def may_be_at(number: str, *, inside: bool) -> bool:
    """Whether an address whose number this is may be called: of the range it was named in alone.

    A name that began to lead into this machine's network after it was named is not followed there.
    """
    try:
        at = ipaddress.ip_address(number)
    except ValueError:
        return False
    if isinstance(at, ipaddress.IPv6Address):
        if at.scope_id or at.sixtofour or at.teredo or at in _TRANSLATED:
            return False
        at = at.ipv4_mapped or at
    if inside:
        return any(at in one for one in _INSIDE)
    return at.is_global and not at.is_multicast and not at.is_reserved


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `seq`: the entry of the log after which nothing of this thing is untold."""

    seq: int
    at: datetime
    what: What
    number: UUID

    def id_for(self, hook: UUID) -> UUID:
        """What it is known by: made again after a failure it is the same."""
        return uuid5(hook, str(self.seq))

    def told(self, hook: UUID) -> dict[str, str]:
        """All that it says."""
        return {
            "id": self.id_for(hook).hex,
            "at": self.at.isoformat(),
            "what": self.what.value,
            "number": str(self.number),
        }


def again_at(failures: int, now: datetime) -> datetime | None:
    """When to call again after so many failures in a row; None: not any more."""
    return now + FIRST_WAIT * 2 ** (failures - 1) if failures < FAILURES else None
