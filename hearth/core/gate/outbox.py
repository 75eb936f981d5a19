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
from hearth.core.reach import Channel, Reach
from hearth.core.steps import Step, step

GRACE = timedelta(minutes=10)  # between an act and what it sends, to think again; our own choice
LEASE = timedelta(minutes=5)  # longer than any one sending; after it whoever sent has died
TRIES = 6
FIRST_WAIT = timedelta(minutes=5)  # then twice as long each time: 5, 10, 20, 40, 80 minutes


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # taken up by a worker; nobody else sends it
    BY_HAND = "by_hand"  # a letter to post or a call to make: somebody of the office does it
    SENT = "sent"
    REFUSED = "refused"  # nothing left, or nobody knows; the office has a task
    CANCELLED = "cancelled"


class Act(StrEnum):
    TAKE = "take"
    SEND = "send"
    WAIT = "wait"  # not now, or nobody took it: again later
    REFUSE = "refuse"
    CANCEL = "cancel"
    HAND = "hand"  # it is for people
    DO = "do"  # they posted it, or reached them
    MISS = "miss"  # nobody answered: again later
    STOP = "stop"  # somebody else answered, or it may not leave any more
    RESTORE = "restore"  # it waited when a copy was made that was put back


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.QUEUED, Act.TAKE): step(State.SENDING, Audience.CLOCK),
    (State.QUEUED, Act.CANCEL): step(State.CANCELLED, *Audience),
    (State.QUEUED, Act.RESTORE): step(State.REFUSED, Audience.CLOCK),
    (State.SENDING, Act.SEND): step(State.SENT, Audience.CLOCK),
    (State.SENDING, Act.WAIT): step(State.QUEUED, Audience.CLOCK),
    (State.SENDING, Act.REFUSE): step(State.REFUSED, Audience.CLOCK),
    (State.SENDING, Act.CANCEL): step(State.CANCELLED, *Audience),
    (State.SENDING, Act.RESTORE): step(State.REFUSED, Audience.CLOCK),
    (State.SENDING, Act.HAND): step(State.BY_HAND, Audience.CLOCK),
    (State.BY_HAND, Act.DO): step(State.SENT, Audience.CASEWORKER),
    (State.BY_HAND, Act.MISS): step(State.BY_HAND, Audience.CASEWORKER),
    (State.BY_HAND, Act.STOP): step(State.REFUSED, Audience.CASEWORKER),
    (State.BY_HAND, Act.CANCEL): step(State.CANCELLED, *Audience),
    (State.BY_HAND, Act.RESTORE): step(State.REFUSED, Audience.CLOCK),
}
START = State.QUEUED
OPEN = (State.QUEUED, State.SENDING, State.BY_HAND)

# A worker that died while sending: it may have left. Sent again it could arrive twice, beside
# somebody who reads along; so it is not, and the office asks.
NOBODY_KNOWS = "interrupted"
OF_A_COPY = "of_a_copy"  # the same: it may have left after the copy was made
NOT_TAKEN = "not_taken"  # the other end said no, or never answered
NO_WAY = "no_way"  # nothing is set up that could carry it
AVOIDED = "word_to_avoid"
SOMEBODY_ELSE = "somebody_else"  # answered the telephone
CALL_AGAIN = timedelta(hours=2)  # after nobody answered; our own choice


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Written(Unsaid):
    """What goes out: the very words, and where to.

    on_tape : what may be left where nobody answers; "": nothing. language : of the words.
    """

    channel: Channel
    address: str
    subject: str
    body: str
    on_tape: str = ""
    language: str = ENGLISH


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Kept(Unsaid):
    """The sealed content of a row: what was to leave, and once it has, what left and where to."""

    message: Message
    written: Written | None = None


def written(message: Message, channel: Channel, reach: Reach) -> Written | None:
    """The message in words that the person did not ask to avoid; None where there are none left.

    What may be left on a machine that answers tells nothing of the message: somebody else may
    play it.
    """
    told = [fact.text for fact in message.facts]
    for words in wordings(message.wording, reach.language):
        body = " ".join(filter(None, (words, *told)))
        for subject in subjects(reach.language):
            if not has_word(f"{subject} {body}", reach.avoid):
                return Written(
                    channel=channel,
                    address=reach.address_of(channel),
                    subject=subject,
                    body=body,
                    on_tape=_on_tape(reach) if channel is Channel.CALL else "",
                    language=reach.language,
                )
    return None


def _on_tape(reach: Reach) -> str:
    if not reach.voicemail:
        return ""
    some = wordings("tape", reach.language)
    return next((words for words in some if not has_word(words, reach.avoid)), "")


def again_at(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries that nobody took; None: no more."""
    return now + FIRST_WAIT * 2 ** (tries - 1) if tries < TRIES else None
