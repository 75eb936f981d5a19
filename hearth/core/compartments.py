"""Which kinds of fact there are, and who may ever be given a key to one.

This is the first of two locks. The second is the grant itself: whoever holds none
can open nothing, whatever a page or a query gets wrong.
"""

from collections.abc import Mapping
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken


class Compartment(StrEnum):
    IDENTITY = "identity"  # names, birth dates, contacts of people and of hosts
    PLACE = "place"  # address, directions, telephone of a home
    RESULT = "result"  # what an assessment found, and breaches of its secrecy
    ATTRIBUTES = "attributes"  # what the rules and the matching read
    OFFER = "offer"  # a home in the words in which it was put to the person
    CARD = "card"  # what a host needs to know of a party to say yes
    CASEWORK = "casework"  # shortlists, move plans, endings
    TESTIMONY = "testimony"  # what was said apart; concerns
    LETTERS = "letters"  # between the lead and whoever raised a concern, after it was raised
    DIARY = "diary"  # what a host writes down, and what they changed of their home
    NOTES = "notes"  # a talk written down by a visitor, until the visit is handed in
    PAUSE = "pause"  # why nobody visits for a while
    DRAW = "draw"  # the seed that decides which visits are unannounced
    ROUNDS = "rounds"  # what the planning knows of visitors and stays, and who visits when
    LEDGER = "ledger"  # which row of whose file became what
    CONTACT = "contact"  # by which ways somebody may be reached, when, in which words
    OUTBOX = "outbox"  # what is to leave, and what left and where to
    PAPERS = "papers"  # pictures of what was handed in: certificates, homes, documents
    ORIGINALS = "originals"  # the files themselves, with all that they say of who made them
    REQUESTS = "requests"  # what a person asked to be told, and what they were answered
    HALVES = "halves"  # half of the key to a case that is on its way to another office


OFFICE, SAFEGUARDING, ENGINE, RELEASE = "office", "safeguarding", "engine", "release"
MAILBOX = "mailbox"  # whoever holds a receipt, with an account or without
SENDING = "outbox"  # the program, while it sends
ON_ITS_WAY = "on its way"  # nobody's circle: keys of a case that another office is asked to take

# Roles and circles. A host never holds a result, a place of others, or testimony.
MAY_HOLD: Mapping[Compartment, frozenset[str]] = {
    Compartment.IDENTITY: frozenset(
        {OFFICE, RELEASE, Audience.RESIDENT, Audience.HOST, Audience.VISITOR}
    ),
    Compartment.PLACE: frozenset(
        {OFFICE, RELEASE, Audience.RESIDENT, Audience.HOST, Audience.VISITOR}
    ),
    Compartment.RESULT: frozenset(
        {
            OFFICE,
            SAFEGUARDING,
            Audience.RESIDENT,
            Audience.CLINICIAN,
            Audience.CASEWORKER,
            Audience.LEAD,
            Audience.VISITOR,
        }
    ),
    Compartment.ATTRIBUTES: frozenset({OFFICE, ENGINE, Audience.RESIDENT}),
    Compartment.OFFER: frozenset({OFFICE, Audience.RESIDENT}),
    Compartment.CARD: frozenset({OFFICE, Audience.HOST}),
    Compartment.CASEWORK: frozenset({OFFICE, Audience.RESIDENT}),
    Compartment.TESTIMONY: frozenset({SAFEGUARDING, Audience.RESIDENT}),
    Compartment.LETTERS: frozenset({SAFEGUARDING, Audience.RESIDENT, MAILBOX}),
    Compartment.DIARY: frozenset({OFFICE, Audience.HOST}),
    Compartment.NOTES: frozenset({Audience.VISITOR}),
    Compartment.PAUSE: frozenset({OFFICE, SAFEGUARDING, Audience.RESIDENT}),
    Compartment.DRAW: frozenset({ENGINE}),
    Compartment.ROUNDS: frozenset({SAFEGUARDING, ENGINE, Audience.VISITOR}),
    Compartment.LEDGER: frozenset({OFFICE}),
    Compartment.CONTACT: frozenset(
        {OFFICE, SENDING, Audience.RESIDENT, Audience.HOST, Audience.LEAD, Audience.MANAGER}
    ),
    Compartment.OUTBOX: frozenset({OFFICE, SENDING, Audience.RESIDENT}),
    Compartment.PAPERS: frozenset({OFFICE, Audience.HOST, Audience.RESIDENT}),
    Compartment.ORIGINALS: frozenset({SAFEGUARDING}),
    Compartment.REQUESTS: frozenset({SAFEGUARDING, Audience.RESIDENT}),
    Compartment.HALVES: frozenset({OFFICE, RELEASE}),
}


def must_be_allowed(compartment: Compartment, role: str) -> None:
    """Raises RuleBroken where nobody in this role may ever hold such a fact.

    What an office may hold may be on its way to another one.
    """
    if (OFFICE if role == ON_ITS_WAY else role) not in MAY_HOLD[compartment]:
        raise RuleBroken(f"a fact of {compartment} is never given to a {role}")
