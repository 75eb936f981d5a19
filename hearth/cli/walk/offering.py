"""The walk from a home described to two people who have met: offer, consent, introduction."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from hearth.actions import (
    consent,
    intake,
    introduction,
    offer,
    shortlist,
)
from hearth.cli.walk.told import WalkStep
from hearth.cli.walk.world import World, found, refusal
from hearth.core import card, journey
from hearth.core import consent as consent_rules
from hearth.core import intake as intake_rules
from hearth.core import introduction as introduction_rules
from hearth.core import offer as offer_rules
from hearth.core import shortlist as shortlist_rules
from hearth.core.journey import Stage
from hearth.core.programme import DeclineConsequence
from hearth.queries import seen
from hearth.sim.case import Role
from hearth.store.access import SignedIn


def a_home_declined(world: World) -> Iterator[WalkStep]:
    """A first home, a no that needs no reason, and what the person wants to follow from it."""
    put = _put(world, Role.ALIKE, hour=12)
    yield world.step(
        Stage.OFFER,
        "describe a home to the person",
        world.duty,
        offer_rules,
        "A home is put into words that at least "
        f"{world.programme.consent.fits_at_least} homes fit; no name, no street.",
    )
    again = DeclineConsequence.UNTIL_REASSESSED
    consent.decline(offer_id=put, consequence=again, by=world.person, now=world.now)
    of_host = len(world.seen_by(world.other_host)) or "no"
    yield world.step(
        Stage.CONSENT,
        "decline",
        world.person,
        consent_rules,
        "The person says no, and wants to go through their needs again first. Nobody asks why. "
        f"The host of that home was never asked, and sees {of_host} lines of it.",
    )
    words = refusal(lambda: _shortlist(world))
    yield world.step(
        Stage.CONSENT,
        "try to go on with other homes at once",
        world.duty,
        journey,
        f"Refused: {words}.",
    )
    yield from _needs_again(world)


def _put(world: World, role: Role, *, hour: int) -> UUID:
    now = world.at(world.invented.on, hour)
    return offer.put(case=found(world.case), home=world.home(role), by=world.duty, now=now)


def _shortlist(world: World) -> shortlist.Made:
    return shortlist.make(case=found(world.case), by=world.duty, now=world.now)


def _needs_again(world: World) -> Iterator[WalkStep]:
    case, now = found(world.case), world.at(world.invented.on, 12, 40)
    intake.tell(case=case, party=found(world.party), by=world.duty, now=now)
    intake.confirm(case=case, by=world.person, now=now)
    yield world.step(
        Stage.INTAKE,
        "go through the needs again",
        world.person,
        intake_rules,
        "They are read back to the person, who leaves them as they are and says so.",
    )
    made = _shortlist(world)
    yield world.step(
        Stage.SHORTLIST,
        "make the shortlist again",
        world.duty,
        shortlist_rules,
        f"{len(made.shortlist.ranked)} homes may be offered.",
    )


def a_home_agreed(world: World) -> Iterator[WalkStep]:
    """A second home, the name that nobody can open, and the yes that makes the key."""
    world.offer = put = _put(world, Role.KIND, hour=13)
    yield world.step(
        Stage.OFFER,
        "describe another home to the person",
        world.duty,
        offer_rules,
        "A home with a host who has taken care of people for us before, in words that other "
        "homes fit as well.",
    )
    words = refusal(lambda: seen.host_named(put, by=world.person, now=world.now))
    yield world.step(
        Stage.CONSENT,
        "try to open the host's name before saying yes",
        world.person,
        consent_rules,
        f"There is no key yet, for anybody to give or to steal: {words}.",
    )
    now = world.at(world.invented.on, 14)
    consent.agree(offer_id=put, by=world.person, service=world.service, now=now)
    yield world.step(
        Stage.CONSENT,
        "agree",
        world.person,
        consent_rules,
        "The person says yes. In the same moment the key to name and address is made, for them "
        "alone.",
    )


def two_answers_apart(world: World) -> Iterator[WalkStep]:
    """The meeting, an answer from each, and one moment at which both are told."""
    meeting = introduction.arrange(offer_id=found(world.offer), by=world.duty, now=world.now)
    yield world.step(
        Stage.INTRODUCTION,
        "invite the host, with a card",
        world.duty,
        card,
        "The host sees what to prepare, and no name, no reason, no past.",
    )
    held_at = world.at(world.invented.on, 15)
    introduction.hold(introduction_id=meeting, by=world.duty, now=held_at)
    yield world.step(
        Stage.INTRODUCTION,
        "meet",
        world.duty,
        introduction_rules,
        "The host waited in the next room and comes in; the caseworker stays. When both will be "
        "told is fixed now.",
    )
    for who, says in ((world.person, "yes"), (world.host, "yes")):
        yield _answered(world, meeting, who, says)
    words = refusal(
        lambda: introduction.tell(introduction_id=meeting, by=world.service, now=world.now)
    )
    yield world.step(
        Stage.INTRODUCTION,
        "try to tell them before the moment",
        world.service,
        introduction_rules,
        f"Both have answered, and nothing moves: {words}.",
    )
    delay = timedelta(hours=world.programme.introduction.answer_delay_hours)
    then = held_at + delay
    world.at(then.date(), then.hour)
    introduction.tell(introduction_id=meeting, by=world.service, now=world.now)
    yield world.step(
        Stage.INTRODUCTION,
        "tell both",
        world.service,
        introduction_rules,
        f"At the moment fixed at the meeting, {then:%d %B, %H:%M}, whatever was answered and "
        "whenever, both hear the same at once: it goes on.",
    )


def _answered(world: World, meeting: UUID, who: SignedIn, says: str) -> WalkStep:
    world.at(world.invented.on, 15, 20 if who is world.person else 45)
    introduction.answer(introduction_id=meeting, willing=says == "yes", by=who, now=world.now)
    return world.step(
        Stage.INTRODUCTION,
        "answer, apart",
        who,
        introduction_rules,
        f"Asked alone, the {who.audience} says {says}. The other side learns neither the answer "
        "nor that there is one.",
    )
