"""What each address is about: read from its own words, so that none can be left out by accident."""

import re
from collections.abc import Mapping

from hearth.core.policy import Thing, Verb

# The name of an argument says what it is the id of. Those of no thing (a page of a form, the
# place in a list) belong to the thing before them.
BY_ARGUMENT: Mapping[str, Thing] = {
    "case": Thing.CASE,
    "offer": Thing.OFFER,
    "meeting": Thing.MEETING,
    "stay": Thing.STAY,
    "host": Thing.HOST,
    "home": Thing.HOME,
    "application": Thing.APPLICATION,
    "upload": Thing.LIST,
    "ref": Thing.PROGRAMME,
    "transfer": Thing.TRANSFER,
    "begun": Thing.INTAKE,
    "to": Thing.CODE,
    "result": Thing.RESULT,
    "release": Thing.RELEASE,
    "check": Thing.CHECK,
    "concern": Thing.CONCERN,
    "who": Thing.ACCOUNT,
    "proposal": Thing.PROPOSAL,
    "tonight": Thing.TONIGHT,
    "pack": Thing.PACK,
    "emergency": Thing.EMERGENCY,
    "plan": Thing.ROUND,
    "visitor": Thing.VISITOR,
    "duty": Thing.DUTY,
    "closed": Thing.KEPT,
    "message": Thing.MESSAGE,
    "paper": Thing.PAPER,
    "asking": Thing.REQUEST,
}
OF_NO_THING = frozenset({"page", "at", "requirement", "word", "deed", "with_", "rule"})
BY_AREA: Mapping[str, Thing] = {
    "office": Thing.OFFICE_PAGE,
    "me": Thing.RESIDENT_PAGE,
    "home": Thing.HOST_PAGE,
    "round": Thing.VISITOR_PAGE,
    "desk": Thing.LEAD_PAGE,
    "figures": Thing.MANAGER_PAGE,
    "record": Thing.AUDITOR_PAGE,
    "accounts": Thing.ADMINISTRATOR_PAGE,
    "results": Thing.CLINICIAN_PAGE,
    "colleagues": Thing.COLLEAGUES_PAGE,
    "colleagues/due": Thing.DUE_PAGE,
    "colleagues/calendar": Thing.CALENDAR_PAGE,
    "colleagues/told": Thing.AT_WORK_PAGE,
    "colleagues/tokens": Thing.TOKENS_PAGE,
    "keys": Thing.KEYS_PAGE,
    "api": Thing.PROGRAM,
    **dict.fromkeys(("api/board", "api/cases", "api/hosts", "api/homes"), Thing.OFFICE_PAGE),
    "api/figures": Thing.MANAGER_PAGE,
    **dict.fromkeys(("drafts", "lock", "here", "again"), Thing.SIGNED_IN_PAGE),
}
READS = frozenset({"GET", "HEAD", "OPTIONS"})
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def thing_of(route: str) -> Thing | None:
    """What an address with this pattern is about; None where nobody has said."""
    names = [name for name in _ARGUMENT.findall(route) if name not in OF_NO_THING]
    if names:
        return BY_ARGUMENT.get(names[-1])
    return area_of(route)


def area_of(route: str) -> Thing | None:
    """The pages among which it lies, by the first two words of the address or by the first."""
    first, *more = route.split("/")
    return BY_AREA.get("/".join((first, *more[:1]))) or BY_AREA.get(first)


def verb_of(method: str) -> Verb:
    """What a request of this method does, at most."""
    return Verb.READ if method in READS else Verb.ACT
