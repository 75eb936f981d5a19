"""The walk up to a home that may be offered: intake, result, shortlist."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from hearth.actions import (
    intake,
    offer,
    result,
    shortlist,
)
from hearth.cli.walk.told import WalkStep
from hearth.cli.walk.world import World, found, refusal, told_by_person
from hearth.core import intake as intake_rules
from hearth.core import offer as offer_rules
from hearth.core import result as result_rules
from hearth.core import rules
from hearth.core import shortlist as shortlist_rules
from hearth.core.audience import Audience
from hearth.core.intake import OwnWords
from hearth.core.journey import Stage
from hearth.core.person import Party, Person
from hearth.core.result import Breach
from hearth.core.rules.hostility import no_hostility
from hearth.core.rules.last_resort import only_as_last_resort
from hearth.core.rules.pair import LastResort
from hearth.core.shortlist import Judged, openings, told
from hearth.queries import seen
from hearth.sim.case import Role
from hearth.store import offices

RELEASED_DAYS = 14
RELEASED_FOR = "finding a home"

# What each home is, as the person who tells the story knows it.
HOMES = {
    Role.HOSTILE_INSIDE: "the home in which somebody hostile lives",
    Role.HOSTILE_TIED: "the home that the hostile sibling knows",
    Role.HOSTILE_NEAR: "the home a few ties away from somebody hostile",
    Role.FEARED_VISITOR: "the home that somebody feared often visits",
    Role.CONGREGATE: "the institution",
    Role.VETTING_LAPSED: "the home whose vetting has lapsed",
    Role.TOO_SMALL: "the home without a bed to spare",
    Role.REFUSED: "the home with the animals",
}


def intake_and_result(world: World) -> Iterator[WalkStep]:
    """Somebody comes; they hear their result first; they say what they need."""
    yield _opened(world)
    result_id = _entered(world)
    yield world.step(
        Stage.RESULT,
        "enter the result",
        world.assessor,
        result_rules,
        "An assessment has found something. It is sealed to the person and to whoever found it; "
        "nobody else learns that it is there.",
    )
    words = refusal(lambda: seen.outcome(result_id, by=world.duty, now=world.now))
    yield world.step(
        Stage.RESULT,
        "try to open the result before the person has heard it",
        world.duty,
        result_rules,
        f"The caseworker tries, and is told what is told when there is nothing: {words}.",
    )
    yield _told(world, result_id)
    yield _breached(world)
    yield from _in_their_own_words(world)
    yield _released(world, result_id)


def _opened(world: World) -> WalkStep:
    now = world.at(world.invented.on, 9)
    invented = world.invented.party
    opened = intake.open_case(
        identity=invented.people[0],
        programme=world.programme.name,
        stay=invented.party.stay,
        secret=None,
        by=world.duty,
        now=now,
    )
    world.case, world.resident = opened.case, opened.resident
    known = Person(id=opened.person, born_on=invented.people[0].born_on)
    world.party = Party(id=opened.party, people=(known,), stay=invented.party.stay)
    return world.step(
        Stage.INTAKE,
        "open the case",
        world.duty,
        intake_rules,
        "Somebody is here who cannot go home tonight. They get a sign-in of their own. The case "
        f"runs under {world.programme.ref}.",
    )


def _entered(world: World) -> UUID:
    return result.enter(
        case=found(world.case),
        person=found(world.party).people[0].id,
        assessment=world.invented.assessment,
        outcome=world.invented.outcome,
        by=world.assessor,
        now=world.at(world.invented.on, 9, 30),
    )


def _breached(world: World) -> WalkStep:
    breach = Breach(
        fact="result",
        known_to="the family",
        on=world.invented.on - timedelta(1),
        told_before_person=True,
    )
    person = found(world.party).people[0].id
    result.record_breach(person=person, breach=breach, by=world.assessor, now=world.now)
    return world.step(
        Stage.RESULT,
        "record a breach",
        world.assessor,
        result_rules,
        "The family was told first, and left. It cannot be undone; it is put on record, for the "
        "person and for the lead.",
    )


def _told(world: World, result_id: UUID) -> WalkStep:
    result.tell(result_id=result_id, by=world.assessor, now=world.at(world.invented.on, 10))
    return world.step(
        Stage.RESULT,
        "tell the person their result",
        world.assessor,
        result_rules,
        "The person hears it in private, before anybody who works here, and nobody else may know.",
    )


def _in_their_own_words(world: World) -> Iterator[WalkStep]:
    case, now = found(world.case), world.at(world.invented.on, 10, 30)
    world.party = told_by_person(world)
    said = world.invented.said
    intake.tell(case=case, party=world.party, by=world.person, now=now)
    words = OwnWords(said.needs, said.fears, said.refusals)
    intake.say(case=case, words=words, by=world.person, now=now)
    quoted = " ".join(f"“{words}”" for words in (*said.needs, *said.fears, *said.refusals))
    yield world.step(
        Stage.INTAKE,
        "tell needs, fears and refusals",
        world.person,
        intake_rules,
        f"In the person's own words: {quoted}",
    )
    refused = refusal(lambda: intake.confirm(case=case, by=world.duty, now=now))
    intake.confirm(case=case, by=world.person, now=now)
    yield world.step(
        Stage.INTAKE,
        "confirm that it is right",
        world.person,
        intake_rules,
        "The person reads it back and says that it is right. The caseworker cannot say so for "
        f"them: {refused}.",
    )


def _released(world: World, result_id: UUID) -> WalkStep:
    until = world.now.date() + timedelta(RELEASED_DAYS)
    result.release(
        result_id=result_id,
        to=offices.own(world.duty),
        purpose=RELEASED_FOR,
        until=until,
        by=world.person,
        now=world.at(world.invented.on, 11),
    )
    return world.step(
        Stage.RESULT,
        "release the result to the office",
        world.person,
        result_rules,
        f"The person lets the office know, for {RELEASED_FOR}, until {until}. Their word is what "
        "makes the key.",
    )


def homes_that_fit(world: World) -> Iterator[WalkStep]:
    """Every home judged, the reasons, what would open one, and no institution."""
    now = world.at(world.invented.on, 11, 30)
    made = shortlist.make(case=found(world.case), by=world.duty, now=now)
    all_judged = made.look.judged()
    listed = len(made.shortlist.ranked)
    against = sum(not one.decision.allowed for one in all_judged)
    yield world.step(
        Stage.SHORTLIST,
        "make the shortlist",
        world.duty,
        shortlist_rules,
        f"{listed} homes may be offered and {against} may not, by the rules of "
        f"{made.shortlist.programme}.",
    )
    judged = {world.role_of(one.home): one for one in all_judged}
    yield _hostile_out(world, judged)
    yield _why(world, judged, made)
    yield _openings(world, all_judged)
    yield _institution_unnamed(world)
    yield _institution_asked_for(world)


def _against(one: Judged) -> str:
    return told(one.decision.against).replace("_", " ")


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"\n- {line}" for line in lines)


def _hostile_out(world: World, judged: dict[Role, Judged]) -> WalkStep:
    roles = (Role.HOSTILE_INSIDE, Role.HOSTILE_TIED, Role.HOSTILE_NEAR)
    out = _listed(f"{HOMES[role]}: {_against(judged[role])}" for role in roles)
    return world.step(
        Stage.SHORTLIST,
        "leave out every home near somebody hostile",
        Audience.CASEWORKER,
        no_hostility,
        "Out before anything is ranked; neither the person nor any host sees that it was looked "
        f"at:{out}",
    )


def _why(world: World, judged: dict[Role, Judged], made: shortlist.Made) -> WalkStep:
    first = made.shortlist.ranked[0]
    because = ", ".join(first.because) or "it fits, and nothing was wished beyond that"
    others = (r for r in HOMES if not r.startswith("hostile"))
    out = _listed(f"{HOMES[role]}: {_against(judged[role])}" for role in others)
    return world.step(
        Stage.SHORTLIST,
        "say why this home, and why not that one",
        Audience.CASEWORKER,
        rules,
        f"Why the first one: {because}. Why not:{out}",
    )


def _openings(world: World, judged: Sequence[Judged]) -> WalkStep:
    changes = _listed(f"{one.change} (opens {len(one.homes)})" for one in openings(judged))
    return world.step(
        Stage.SHORTLIST,
        "say which single change would open a home",
        Audience.CASEWORKER,
        shortlist_rules,
        f"What nobody may change is not on the list: hostility, fear, a refusal.{changes}",
    )


def _institution_unnamed(world: World) -> WalkStep:
    words = refusal(lambda: _offer_institution(world, None))
    return world.step(
        Stage.SHORTLIST,
        "try to offer the institution",
        world.duty,
        only_as_last_resort,
        f"Refused: {words.replace('_', ' ')}.",
    )


def _institution_asked_for(world: World) -> WalkStep:
    resort = LastResort(
        reason="nothing else at hand",
        agreed_by_person=True,
        out_by=found(world.party).stay.first + timedelta(14),
    )
    words = refusal(lambda: _offer_institution(world, resort))
    return world.step(
        Stage.SHORTLIST,
        "try to offer the institution as the last resort",
        world.duty,
        offer_rules,
        f"Refused again, with a reason and a plan out of it written down: {words}.",
    )


def _offer_institution(world: World, resort: LastResort | None) -> None:
    offer.put(
        case=found(world.case),
        home=world.home(Role.CONGREGATE),
        by=world.duty,
        now=world.now,
        last_resort=resort,
    )
