"""The walk from the door of the home on: placement, checks, concerns, permanence."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hearth.actions import (
    checks,
    concerns,
    permanence,
    placement,
    result,
)
from hearth.actions.visiting import due as due_acts
from hearth.cli.walk.before import RELEASED_DAYS
from hearth.cli.walk.told import WalkStep
from hearth.cli.walk.world import World, found, refusal
from hearth.core import checks as checks_rules
from hearth.core import concerns as concerns_rules
from hearth.core import due
from hearth.core import permanence as permanence_rules
from hearth.core import placement as placement_rules
from hearth.core import result as result_rules
from hearth.core.audience import Audience
from hearth.core.checks import Talk, Testimony, With
from hearth.core.concerns import Tell
from hearth.core.journey import Stage
from hearth.core.permanence import may_confirm
from hearth.core.placement import MovePlan
from hearth.core.programme import What
from hearth.core.rules import sensitive_period
from hearth.core.rules.sensitive_period import forecast
from hearth.core.shortlist import told
from hearth.core.units import Period
from hearth.core.where import Met
from hearth.queries.visiting.checks import Waiting, waiting
from hearth.store.checks import EXTRA

LOOKED_AHEAD = timedelta(days=200)
WISH_AFTER = timedelta(days=25)


def the_move(world: World) -> Iterator[WalkStep]:
    """A plan that is refused, a plan that keeps the rules, and the way there."""
    first = found(world.party).stay.first
    words = refusal(lambda: _plan(world, _moment(first, 22, 30), escort=""))
    yield world.step(
        Stage.PLACEMENT,
        "try to plan a late arrival, alone",
        world.duty,
        placement_rules,
        f"Refused: {words}.",
    )
    barred = _barred_day(world)
    if barred is not None:
        words = refusal(lambda: _plan(world, _moment(barred, 17, 30), escort="the caseworker"))
        yield world.step(
            Stage.PLACEMENT,
            "try to plan the move for another day",
            world.duty,
            sensitive_period,
            f"Refused, as the person told of a period then: {words}.",
        )
    stay = _plan(world, _moment(first, 17, 30), escort="the caseworker")
    rules = world.programme.placement
    yield world.step(
        Stage.PLACEMENT,
        "plan the move",
        world.duty,
        placement_rules,
        f"By car, with the caseworker, arriving on {first} at 17:30. For the first night: "
        f"{', '.join(rules.first_night) or 'a meal, and quiet'}.",
    )
    world.at(first, 18)
    placement.move(placement_id=stay, on=first, by=world.duty, service=world.service, now=world.now)
    world.lives_there(stay)
    world.moved_on = first
    yield world.step(
        Stage.PLACEMENT,
        "move",
        world.duty,
        placement_rules,
        "They travel there together. The move is no check: nobody was spoken to apart.",
    )


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def _plan(world: World, arrive_at: datetime, *, escort: str) -> UUID:
    move = MovePlan(
        transport="the office's car",
        escort=escort,
        arrive_at=arrive_at,
        first_night=world.programme.placement.first_night,
        to_bring=("papers", "medicine", "the key of the box"),
    )
    return placement.plan(
        offer_id=found(world.offer), move=move, by=world.duty, service=world.service, now=world.now
    )


def _barred_day(world: World) -> date | None:
    """The first day on which a period bars a move, where the programme knows such."""
    party, kinds = found(world.party), world.programme.sensitive_kinds_by_id
    ahead = Period(party.stay.first, party.stay.first + LOOKED_AHEAD)
    starts = [time.first for times in forecast(party, ahead).values() for time in times]
    day = min((start for start in starts if start > party.stay.first), default=None)
    if day is None or not any(kind.bars_moves for kind in kinds.values()):
        return None
    return day


def checks_apart(world: World) -> Iterator[WalkStep]:
    """What falls due and why, a visit that does not count, and one that does."""
    world.at(found(world.moved_on), 19)
    if world.planned_days is not None:
        yield world.step(
            Stage.PLACEMENT,
            "stay longer",
            world.duty,
            placement_rules,
            f"Stays are planned for {world.planned_days} day at a time here. The person stays "
            "on, and every further day is asked for by itself.",
        )
    first = _scheduled(world)
    yield world.step(
        Stage.CHECKS,
        "work out what falls due",
        world.duty,
        due,
        f"The first check is due on {first.due_on}, by the rule {first.rule} of {first.programme}.",
    )
    yield _moved_by_period(world)
    world.at(first.due_on, 16)
    heard = _hold(world, [_talk(world, With.RESIDENT, 15, world.said.in_earshot, alone=False)])
    yield world.step(
        Stage.CHECKS,
        "visit, with the host in earshot",
        world.visitor,
        checks_rules,
        f"It is written down and does not count: {heard}. The check is due again.",
    )
    _hold_apart(world, first.due_on + timedelta(1), world.said.alone)
    yield world.step(
        Stage.CHECKS,
        "visit again, two talks apart",
        world.visitor,
        checks_rules,
        "The person is spoken to alone, on a walk; the host afterwards, in the kitchen. It "
        "counts. What was said is sealed to the lead, and the person's own words to the person.",
    )
    held = _keep_up(world, world.invented.on + timedelta(RELEASED_DAYS - 1))
    if held:
        yield world.step(
            Stage.CHECKS,
            "go on visiting",
            world.visitor,
            due,
            f"Every check is held on the day it falls due, {held} more by now.",
        )


def _scheduled(world: World) -> Waiting:
    stay = found(world.stay)
    checks.schedule(placement_id=stay, by=world.duty, now=world.now)
    return waiting(stay, by=world.visitor)[0]


def _moved_by_period(world: World) -> WalkStep:
    """The same stay with the person's periods and without them."""
    with_it, without = (_due_days(world, heed=heed) for heed in (True, False))
    added = next((day for day in with_it if day not in without), None)
    if added is None:
        tells = "No period of this person's asks for a quicker rhythm, so no check moves."
    else:
        later = next(day for day in without if day > added)
        tells = (
            f"A check falls due on {added} because of it; without it the next would be on "
            f"{later}. The host sees neither day nor reason."
        )
    return world.step(
        Stage.CHECKS, "heed the sensitive period", Audience.CLOCK, sensitive_period, tells
    )


def _due_days(world: World, *, heed: bool) -> list[date]:
    first = found(world.moved_on)
    within = Period(first, first + timedelta(due_acts.AHEAD_DAYS))
    heightened = due_acts.heightened(found(world.party), world.programme, within) if heed else ()
    days = {
        window.due_on
        for recurrence in world.programme.recurrences
        if recurrence.what is What.CHECK
        for window in due.windows(
            recurrence, first, first + timedelta(due_acts.AHEAD_DAYS), sensitive=heightened
        )
    }
    return sorted(days)


def _talk(world: World, with_: With, hour: int, said: str, *, alone: bool = True) -> Testimony:
    day = world.now.date()
    talk = Talk(
        with_=with_,
        began_at=_moment(day, hour),
        ended_at=_moment(day, hour, 40),
        where="on a walk" if with_ is With.RESIDENT and alone else "in the kitchen",
        in_earshot=frozenset() if alone else frozenset({With.HOST}),
        met=Met.HOME,
    )
    return Testimony(talk, said)


def _hold(world: World, talks: Sequence[Testimony]) -> str:
    """Hold the next check; what speaks against it, for those who may read that."""
    due_now = waiting(found(world.stay), by=world.visitor)[0]
    decision = checks.hold(check_id=due_now.id, talks=talks, by=world.visitor, now=world.now)
    return told(decision.for_(Audience.VISITOR)).replace("_", " ")


def _hold_apart(world: World, day: date, said: str) -> None:
    world.at(day, 17)
    _hold(
        world,
        [
            _talk(world, With.RESIDENT, 15, said),
            _talk(world, With.HOST, 16, world.said.by_host),
        ],
    )
    checks.schedule(placement_id=found(world.stay), by=world.duty, now=world.now)


def _keep_up(world: World, until: date) -> int:
    """Hold every check that falls due up to a day, on its day. How many."""
    held = 0
    while True:
        checks.schedule(placement_id=found(world.stay), by=world.duty, now=world.now)
        ahead = waiting(found(world.stay), by=world.visitor)
        if not ahead or ahead[0].due_on > until:
            world.at(until, 10)
            return held
        _hold_apart(world, ahead[0].due_on, world.said.later)
        held += 1


def a_concern(world: World) -> Iterator[WalkStep]:
    """Something is not right: said by receipt, weighed by the lead, acted on, answered."""
    _keep_up(world, _next(world))
    raised = concerns.raise_one(
        kind=world.said.kind,
        words=world.said.concern,
        placement_id=world.stay,
        programme=world.programme.ref,
        by=world.person,
        now=world.now,
    )
    known = concerns.by_receipt(raised.receipt) == raised.id
    yield _concern(
        world,
        "raise a concern",
        Audience.RESIDENT,
        "The person tells the lead, and nobody else. They get a receipt of sixteen digits "
        f"that {'finds it again' if known else 'finds nothing'}; Hearth keeps only its hash. On "
        "the host's side nothing changes, before a human being has decided.",
    )
    world.at(world.now.date(), 12)
    concerns.acknowledge(concern_id=raised.id, by=world.lead, now=world.now)
    yield _concern(
        world, "acknowledge it", Audience.LEAD, "The lead has read it and says so to the person."
    )
    if world.programme.deadline(world.said.kind).officer_first:
        concerns.tell(concern_id=raised.id, act=Tell.OFFICER, by=world.lead, now=world.now)
    forced = concerns.weigh(
        concern_id=raised.id, weight=world.said.weight, by=world.lead, now=world.now
    )
    yield _concern(
        world,
        "weigh it",
        Audience.LEAD,
        f"Weight {world.said.weight} of 4. By the programme this forces: {_words(forced)}.",
    )
    concerns.act_on(concern_id=raised.id, by=world.lead, service=world.begun.service, now=world.now)
    yield _concern(
        world,
        "act on it",
        Audience.LEAD,
        f"Done: {_words(forced)}. It reaches every stay and offer of this host at once.",
    )
    yield _extra_visit(world)
    concerns.answer(
        concern_id=raised.id,
        words=world.said.answer,
        by=world.lead,
        service=world.begun.service,
        now=world.at(_next(world), 10),
    )
    yield _concern(world, "answer the person", Audience.LEAD, "The person is told what was done.")


def _next(world: World) -> date:
    return world.now.date() + timedelta(1)


def _words(acts: Sequence[str]) -> str:
    return ", ".join(str(act).replace("_", " ") for act in acts)


def _concern(world: World, act: str, by: Audience, tells: str) -> WalkStep:
    return world.step(Stage.CONCERNS, act, by, concerns_rules, tells)


def _extra_visit(world: World) -> WalkStep:
    ahead = waiting(found(world.stay), by=world.visitor)
    asked_for = [one for one in ahead if one.rule == EXTRA]
    _hold_apart(
        world, min((one.due_on for one in asked_for), default=_next(world)), world.said.later
    )
    return world.step(
        Stage.CHECKS,
        "visit once more, as the lead asked",
        world.visitor,
        checks_rules,
        "Two talks apart, like every other time. To the host it is one more visit, without a "
        "reason, as all of them are.",
    )


def the_release_ends(world: World) -> Iterator[WalkStep]:
    """The day that the person set has come."""
    ended = result.end_releases(
        by=world.service, now=world.at(world.invented.on + timedelta(RELEASED_DAYS), 0, 10)
    )
    yield world.step(
        Stage.RESULT,
        "end what was released until now",
        world.service,
        result_rules,
        f"The day that the person set has come: {ended} key is taken back, and the office reads "
        "the result no longer.",
    )


def two_wishes(world: World) -> Iterator[WalkStep]:
    """Two wishes asked apart, a time to think, somebody independent; or a plain refusal."""
    held = _keep_up(world, found(world.moved_on) + WISH_AFTER)
    if held:
        yield world.step(
            Stage.CHECKS,
            "keep up the visits",
            world.visitor,
            due,
            f"Visits held since, each on the day it fell due: {held}.",
        )
    if not world.programme.permanence.offered:
        words = refusal(lambda: _wish(world, by_host=False))
        yield _permanence(
            world,
            "wish to stay for good",
            Audience.RESIDENT,
            f"Refused, by {world.programme.ref}: {words}. The stay goes on as before.",
        )
        words = refusal(lambda: _wish(world, by_host=True))
        yield _permanence(
            world,
            "wish it too, asked apart",
            Audience.HOST,
            f"Refused to the host in the same words, by the same rule: {words}.",
        )
        return
    yield from _both_wish(world)
    yield from _confirmed(world)


def _wish(world: World, *, by_host: bool) -> None:
    by = world.host if by_host else world.person
    permanence.wish(placement_id=found(world.stay), wanted=True, by=by, now=world.now)


def _permanence(world: World, act: str, by: Audience, tells: str) -> WalkStep:
    return world.step(Stage.PERMANENCE, act, by, permanence_rules, tells)


def _both_wish(world: World) -> Iterator[WalkStep]:
    _wish(world, by_host=False)
    yield _permanence(
        world,
        "wish to stay for good",
        Audience.RESIDENT,
        "“I don't think I'll be temporary any more.” The host sees nothing of it.",
    )
    world.at(_next(world), 11)
    _wish(world, by_host=True)
    yield _permanence(
        world,
        "wish it too, asked apart",
        Audience.HOST,
        "Asked alone, without knowing of the other's wish. Now both stand; each sees it "
        "from tomorrow on.",
    )
    words = refusal(lambda: _confirm(world))
    yield _permanence(
        world,
        "try to confirm it at once",
        Audience.LEAD,
        f"Refused: {words.replace('_', ' ')}.",
    )


def _confirm(world: World) -> None:
    permanence.confirm(
        placement_id=found(world.stay), by=world.lead, service=world.service, now=world.now
    )


def _confirmed(world: World) -> Iterator[WalkStep]:
    rules = world.programme.permanence
    both_since = world.now.date()
    decision = may_confirm(
        personal=rules.personal,
        ages=[17, 40],
        both_wish_since=both_since,
        cooling_off_days=0,
        today=both_since,
    )
    minors = (
        f"Refused where one of the two is 17: {told(decision.against).replace('_', ' ')}."
        if rules.personal
        else f"Here it would be {rules.form}: no personal bond, so no age speaks against it."
    )
    yield _permanence(world, "ask whether a minor could be bound", Audience.LEAD, minors)
    _keep_up(world, both_since + timedelta(rules.cooling_off_days))
    _confirm(world)
    back = permanence_rules.STEPS[permanence_rules.State.PERMANENT, permanence_rules.Act.REVERSE]
    yield _permanence(
        world,
        "confirm it",
        Audience.LEAD,
        f"After {rules.cooling_off_days} days to think, somebody independent confirms it: "
        f"{rules.form}. It can be taken back by the {', the '.join(sorted(back.by))}.",
    )
    ahead = _scheduled(world)
    yield _permanence(
        world,
        "go on with the checks",
        Audience.CLOCK,
        f"No protection is lost: the next check is due on {ahead.due_on}, by the rule "
        f"{ahead.rule} of {ahead.programme}.",
    )
