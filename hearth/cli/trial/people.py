"""Who works in the invented service, in two offices; and the sheet that a resident came with."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hearth.actions.keys import offices, service, sign_in
from hearth.actions.visiting.rounds.told import tell_visitor
from hearth.cli.station import DUTY, LEAD
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SAFEGUARDING
from hearth.core.person import Gender
from hearth.core.rounds.visitor import Visitor
from hearth.sim.names import LOCALES, OFFICE_LANGUAGE
from hearth.store import offices as kept
from hearth.store import sessions
from hearth.store.access import SignedIn

FIRST_OFFICE, OTHER_OFFICE = "Mill Street", "Harbour"
COLLEAGUE, HARBOUR, SECOND_LEAD = "colleague", "harbour", "second-lead"
SECRET = "six green kettles"
OF_COLLEAGUE, OF_HARBOUR = (1, 5), (2, 8)  # of each ten parties after the first
THIRD_TEN = 20  # parties before are in Lena's care, so that whoever enters finds all in one place


class Works(NamedTuple):
    """Somebody of the staff to enter as. `key` names their key file."""

    key: str
    role: Audience
    name: str
    says: str


STAFF = (
    Works(
        DUTY,
        Audience.CASEWORKER,
        "Lena, a caseworker",
        "Somebody is here; who waits, what is due today. She is on duty for both offices.",
    ),
    Works(
        COLLEAGUE,
        Audience.CASEWORKER,
        f"Tomas, of the office in {FIRST_OFFICE}",
        "The cases of his own office. Those of the other are not there for him.",
    ),
    Works(
        HARBOUR,
        Audience.CASEWORKER,
        f"Sanna, of the office at the {OTHER_OFFICE}",
        "The cases of her office alone, and one that she is asked to take over.",
    ),
    Works(
        LEAD,
        Audience.LEAD,
        "Marta, the safeguarding lead",
        "What was said apart, and what must be decided.",
    ),
    Works(
        SECOND_LEAD,
        Audience.LEAD,
        "Aron, a second lead",
        "The same; and what is about Marta, which she does not handle.",
    ),
    Works("visitor", Audience.VISITOR, "Ilse, a visitor", "Today's visits, and what to ask."),
    Works(
        "manager",
        Audience.MANAGER,
        "Peter, the manager",
        "How long people wait, and which homes to look for.",
    ),
    Works(
        "clinician",
        Audience.CLINICIAN,
        "Dr. Amsel, who assesses",
        "A result is told to the person first.",
    ),
    Works(
        "auditor",
        Audience.AUDITOR,
        "Rahel, the auditor",
        "What was done, and whether the record still stands.",
    ),
    Works(
        "administrator",
        Audience.ADMINISTRATOR,
        "Jonas, the administrator",
        "Accounts, circles and who holds a sheet to recover, and no case.",
    ),
)
CIRCLES: Mapping[Audience, tuple[str, ...]] = {
    Audience.CASEWORKER: (OFFICE,),
    Audience.LEAD: (SAFEGUARDING,),
}


def two_offices(begun: service.Begun, now: datetime) -> service.Begun:
    """The same people, once there is a second office; whoever is on duty is of both."""
    offices.rename(office=kept.own(begun.duty), name=FIRST_OFFICE, by=begun.duty, now=now)
    duty = offices.found(name=OTHER_OFFICE, by=begun.duty, now=now)
    return service.Begun(duty, begun.lead, begun.service)


def hired(begun: service.Begun, now: datetime) -> dict[str, SignedIn]:
    """Everybody of the staff, by their key; and a visitor whom nobody enters as."""
    staff: dict[str, SignedIn] = {DUTY: begun.duty, LEAD: begun.lead}
    for one in STAFF:
        if one.key not in staff:
            staff[one.key] = service.hire(
                role=one.role,
                secret=None,
                circles=CIRCLES.get(one.role, ()),
                by=begun.lead if one.role is Audience.LEAD else begun.duty,
                now=now,
                office=kept.called(OTHER_OFFICE).id if one.key == HARBOUR else None,
            )
    colleague = service.hire(role=Audience.VISITOR, secret=None, circles=(), by=begun.duty, now=now)
    for who, gender, spoken in (
        (staff["visitor"], Gender.WOMAN, tuple(LOCALES)),
        (colleague, Gender.MAN, tuple(LOCALES)[:2]),
    ):
        known = Visitor(languages=frozenset({OFFICE_LANGUAGE, *spoken}), gender=gender)
        tell_visitor(who=who.id, told=known, by=begun.lead, now=now)
    return staff


def cared_by(at: int) -> str:
    """The key of the caseworker who takes in the party of this place in the row."""
    if at < THIRD_TEN:
        return DUTY
    return COLLEAGUE if at % 10 in OF_COLLEAGUE else HARBOUR if at % 10 in OF_HARBOUR else DUTY


class Sheet(NamedTuple):
    """A printed code, and the secret that was chosen to go with it. Of somebody invented."""

    code: str
    secret: str


NO_SHEET = Sheet("", "")


def take_sheet(person: UUID, *, by: SignedIn, now: datetime) -> tuple[Sheet, SignedIn]:
    """Somebody is given a printed code and chooses a secret with it, as on their first visit."""
    code = sign_in.give_code(to=person, by=by, now=now)
    came = sign_in.come_in(name=code, secret="", address="", now=now)
    chosen = sign_in.choose_first(cookie=came.cookie, secret=SECRET, by=came.who, now=now)
    sessions.end(chosen.cookie, now=now)
    return Sheet(code, SECRET), chosen.who
