"""What waits to leave: its states, when it is tried again, and the words it leaves in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.gate import Message
from hearth.core.gate.protected import has_word
from hearth.core.gate.wordings import ENGLISH, subjects, wordings
from hearth.core.identity import Unsaid
from hearth.core.reach import Channel
from hearth.core.steps import Step, step

GRACE = timedelta(minutes=10)  # between an act and what it sends, to think again; our own choice
LEASE = timedelta(minutes=5)  # longer than any one sending; after it whoever sent has died
TRIES = 6
FIRST_WAIT = timedelta(minutes=5)  # then twice as long each time: 5, 10, 20, 40, 80 minutes


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # taken up by a worker; nobody else sends it
    SENT = "sent"
    REFUSED = "refused"  # nothing left, or nobody knows; the office has a task
    CANCELLED = "cancelled"


class Act(StrEnum):
    TAKE = "take"
    SEND = "send"
    WAIT = "wait"  # not now, or nobody took it: again later
    REFUSE = "refuse"
    CANCEL = "cancel"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.QUEUED, Act.TAKE): step(State.SENDING, Audience.CLOCK),
    (State.QUEUED, Act.CANCEL): step(State.CANCELLED, *Audience),
    (State.SENDING, Act.SEND): step(State.SENT, Audience.CLOCK),
    (State.SENDING, Act.WAIT): step(State.QUEUED, Audience.CLOCK),
    (State.SENDING, Act.REFUSE): step(State.REFUSED, Audience.CLOCK),
    (State.SENDING, Act.CANCEL): step(State.CANCELLED, *Audience),
}
START = State.QUEUED
OPEN = (State.QUEUED, State.SENDING)

# A worker that died while sending: it may have left. Sent again it could arrive twice, beside
# somebody who reads along; so it is not, and the office asks.
NOBODY_KNOWS = "interrupted"
NOT_TAKEN = "not_taken"  # the other end said no, or never answered
NO_WAY = "no_way"  # nothing is set up that could carry it
AVOIDED = "word_to_avoid"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Written(Unsaid):
    """What goes out: the very words, and where to."""

    channel: Channel
    address: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Kept(Unsaid):
    """The sealed content of a row: what was to leave, and once it has, what left and where to."""

    message: Message
    written: Written | None = None


def written(
    message: Message, channel: Channel, address: str, *, avoid: str, language: str = ENGLISH
) -> Written | None:
    """The message in words that the person did not ask to avoid; None where there are none left."""
    told = [fact.text for fact in message.facts]
    for words in wordings(message.wording, language):
        body = " ".join(filter(None, (words, *told)))
        for subject in subjects(language):
            if not has_word(f"{subject} {body}", avoid):
                return Written(channel=channel, address=address, subject=subject, body=body)
    return None


def again_at(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries that nobody took; None: no more."""
    return now + FIRST_WAIT * 2 ** (tries - 1) if tries < TRIES else None
