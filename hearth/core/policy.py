"""Who may do what with what: one table for the whole service, and one question asked of it.

What is not in the table may not be. This is the first of two locks: it says which address answers
whom. The second is the grant (`compartments.py`), which needs no table to be right.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from hearth.core.audience import Audience


class Verb(StrEnum):
    READ = "read"
    ACT = "act"


class Relation(StrEnum):
    """What somebody has to do with a thing."""

    OWN = "own"  # theirs: their offer, their home, their draft, their result
    CASE = "same case"  # of a case that they are part of, and not theirs
    OFFICE = "same office"  # of an office of theirs; of whoever is of none, of this service
    OTHER = "other office"  # of another office's case: to a caseworker the same as none
    NONE = "none"  # it is not there


class Thing(StrEnum):
    """What an address is about. Those that end in a page are about nobody in particular."""

    CASE = "case"
    OFFER = "offer"
    MEETING = "meeting"
    STAY = "stay"
    HOST = "host"
    HOME = "home"
    APPLICATION = "application"
    LIST = "list of hosts"
    PROGRAMME = "programme"
    TRANSFER = "transfer"
    INTAKE = "intake begun"
    CODE = "printed code"
    RESULT = "result"
    RELEASE = "release"
    CHECK = "check"
    CONCERN = "concern"
    ACCOUNT = "account"
    PROPOSAL = "proposal of an account"
    TONIGHT = "person who needs a place tonight"
    PACK = "pack for a visit away"
    EMERGENCY = "opening by two"
    ROUND = "round of visits"
    VISITOR = "visitor on a round"
    DUTY = "what falls due"
    KEPT = "what is kept of a closed case"
    MESSAGE = "message that leaves"
    PAPER = "paper that was handed in"
    REQUEST = "request to be told what is known"
    OFFICE_PAGE = "page of the office"
    RESIDENT_PAGE = "page of a resident"
    HOST_PAGE = "page of a host"
    VISITOR_PAGE = "page of a visitor"
    LEAD_PAGE = "page of the lead"
    MANAGER_PAGE = "page of the manager"
    AUDITOR_PAGE = "page of the auditor"
    ADMINISTRATOR_PAGE = "page of the administrator"
    CLINICIAN_PAGE = "page of the clinician"
    COLLEAGUES_PAGE = "page on colleagues"
    DUE_PAGE = "page of what falls due"
    CALENDAR_PAGE = "page of one's own calendar"
    AT_WORK_PAGE = "page on how one is told that something waits"
    KEYS_PAGE = "page on one's own second factors"
    TOKENS_PAGE = "page on one's own tokens"
    PROGRAM = "program of somebody of the staff"
    SIGNED_IN_PAGE = "page of whoever is signed in"


Relations = frozenset[Relation]
OWN: Relations = frozenset({Relation.OWN})
ANY_HERE: Relations = frozenset({Relation.OWN, Relation.CASE, Relation.OFFICE})
BOTH = (Verb.READ, Verb.ACT)
STAFF = frozenset(Audience) - {Audience.RESIDENT, Audience.HOST, Audience.CLOCK}
EVERYBODY = frozenset(Audience) - {Audience.CLOCK}

_VISITING = frozenset({Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR})
_OFFICE_THINGS = (
    *(Thing.CASE, Thing.OFFER, Thing.MEETING, Thing.STAY, Thing.HOST, Thing.HOME),
    *(Thing.APPLICATION, Thing.LIST, Thing.PROGRAMME, Thing.CODE, Thing.TONIGHT, Thing.DUTY),
    *(Thing.MESSAGE, Thing.PAPER),
)
_PAGES: Mapping[Thing, frozenset[Audience]] = {
    Thing.OFFICE_PAGE: frozenset({Audience.CASEWORKER}),
    Thing.RESIDENT_PAGE: frozenset({Audience.RESIDENT}),
    Thing.HOST_PAGE: frozenset({Audience.HOST}),
    Thing.VISITOR_PAGE: frozenset({Audience.VISITOR}),
    Thing.LEAD_PAGE: frozenset({Audience.LEAD}),
    Thing.MANAGER_PAGE: frozenset({Audience.MANAGER}),
    Thing.AUDITOR_PAGE: frozenset({Audience.AUDITOR}),
    Thing.ADMINISTRATOR_PAGE: frozenset({Audience.ADMINISTRATOR}),
    Thing.CLINICIAN_PAGE: frozenset({Audience.CLINICIAN}),
    Thing.COLLEAGUES_PAGE: frozenset({Audience.CASEWORKER, Audience.LEAD}),
    Thing.DUE_PAGE: frozenset({*_VISITING, Audience.MANAGER}),
    Thing.CALENDAR_PAGE: _VISITING,
    Thing.AT_WORK_PAGE: frozenset({Audience.LEAD, Audience.MANAGER}),
    Thing.KEYS_PAGE: STAFF,
    Thing.TOKENS_PAGE: frozenset({Audience.CASEWORKER, Audience.MANAGER}),
    Thing.PROGRAM: frozenset({Audience.CASEWORKER, Audience.MANAGER}),
    Thing.SIGNED_IN_PAGE: EVERYBODY,
}

Key = tuple[Audience, Verb, Thing]


def _table() -> dict[Key, Relations]:
    table: dict[Key, Relations] = {}
    for thing, roles in _PAGES.items():
        table |= {(role, verb, thing): ANY_HERE for role in roles for verb in BOTH}
    for thing in _OFFICE_THINGS:
        table |= {(Audience.CASEWORKER, verb, thing): ANY_HERE for verb in BOTH}
    for role, thing, relations in _MORE:
        table |= {(role, verb, thing): relations for verb in BOTH}
    return table


_MORE: tuple[tuple[Audience, Thing, Relations], ...] = (
    (Audience.CASEWORKER, Thing.INTAKE, OWN),
    (Audience.CASEWORKER, Thing.TRANSFER, OWN),
    (Audience.CASEWORKER, Thing.PROPOSAL, OWN),
    (Audience.RESIDENT, Thing.OFFER, OWN),
    (Audience.RESIDENT, Thing.RESULT, OWN),
    (Audience.RESIDENT, Thing.RELEASE, OWN),
    (Audience.RESIDENT, Thing.CONCERN, OWN),
    (Audience.RESIDENT, Thing.PAPER, OWN),
    (Audience.HOST, Thing.HOME, OWN),
    (Audience.HOST, Thing.MEETING, OWN),
    (Audience.HOST, Thing.STAY, OWN),
    (Audience.HOST, Thing.PAPER, OWN),
    (Audience.VISITOR, Thing.CHECK, ANY_HERE),
    (Audience.VISITOR, Thing.PACK, OWN),
    (Audience.VISITOR, Thing.DUTY, ANY_HERE),
    (Audience.VISITOR, Thing.PROGRAMME, ANY_HERE),
    (Audience.MANAGER, Thing.PROGRAMME, ANY_HERE),
    (Audience.LEAD, Thing.PROGRAMME, ANY_HERE),
    (Audience.LEAD, Thing.DUTY, ANY_HERE),
    (Audience.LEAD, Thing.KEPT, ANY_HERE),
    (Audience.LEAD, Thing.PAPER, ANY_HERE),
    (Audience.LEAD, Thing.REQUEST, ANY_HERE),
    (Audience.LEAD, Thing.EMERGENCY, ANY_HERE),
    (Audience.LEAD, Thing.ROUND, ANY_HERE),
    (Audience.LEAD, Thing.VISITOR, ANY_HERE),
    (Audience.LEAD, Thing.PACK, ANY_HERE),
    (Audience.LEAD, Thing.CONCERN, ANY_HERE),
    (Audience.LEAD, Thing.STAY, ANY_HERE),
    (Audience.LEAD, Thing.HOST, ANY_HERE),
    (Audience.LEAD, Thing.PROPOSAL, OWN),
    (Audience.ADMINISTRATOR, Thing.ACCOUNT, ANY_HERE),
    (Audience.ADMINISTRATOR, Thing.PROPOSAL, ANY_HERE),
    (Audience.CLINICIAN, Thing.CASE, ANY_HERE),
    (Audience.CLINICIAN, Thing.RESULT, OWN),
)
TABLE: Mapping[Key, Relations] = MappingProxyType(_table())
NOTHING: Relations = frozenset()


def may(role: Audience, verb: Verb, thing: Thing, relation: Relation) -> bool:
    """Whether somebody in this role may do this with such a thing. What is not said is a no."""
    return relation in TABLE.get((role, verb, thing), NOTHING)


def may_ever(role: Audience, verb: Verb, thing: Thing | None) -> bool:
    """Whether there is any such thing for which they may. None, of which nothing is known: no."""
    return thing is not None and bool(TABLE.get((role, verb, thing)))
