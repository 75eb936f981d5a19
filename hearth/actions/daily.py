"""What time does by itself, once a day or oftener: lapses, tellings, ends, overdue checks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from hearth.actions import (
    checks,
    consent,
    introduction,
    result,
)
from hearth.actions.homes import tonight
from hearth.actions.kept import dates, retention
from hearth.actions.keys import emergency
from hearth.actions.raised import late
from hearth.actions.telling import outbox, webhooks
from hearth.actions.telling.outbox import Clock, Round
from hearth.actions.visiting import announce, duties, visits
from hearth.actions.visiting.rounds import plan
from hearth.core.errors import HearthError
from hearth.exchange.ways import Ways, chosen
from hearth.exchange.ways.called import Caller
from hearth.store import database, drafts, introductions, posts, tokens
from hearth.store.access import SignedIn

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Day:
    """How many of each there were, and the sentence of everything that was refused."""

    releases_ended: int
    questions_lapsed: int
    introductions_told: int
    checks_written: int
    checks_overdue: int
    visits_ended: int
    visits_announced: int = 0
    duties_overdue: int = 0
    overdue_told: int = 0
    draws_told: int = 0
    rounds_closed: int = 0
    tonights_over: int = 0
    emergencies_over: int = 0
    facts_erased: int = 0
    messages_sent: int = 0
    messages_refused: int = 0
    programs_called: int = 0
    refused: tuple[str, ...] = ()


def daily(
    *,
    by: SignedIn,
    now: datetime,
    between: Callable[[], object] = lambda: None,
    ways: Ways | None = None,
    zone: ZoneInfo = UTC,
    clock: Clock | None = None,
    call: Caller | None = None,
) -> Day:
    """Do everything whose time has come. `by` is the running program; doing it twice does nothing.

    Each is an act of its own: one that is refused leaves the others done, and is told. `between`
    is called after each of the many small ones, so that pages are answered meanwhile. Where the
    date may be wrong, nothing is done by it that cannot be undone; see `kept.dates`.
    What leaves goes by `ways`, None: by nothing but a line on the console. `clock` is the moment
    of each sending, None: `now`. Programs are called by `call`, None: by nothing.
    """
    refused: list[str] = []

    def done(act: Callable[[], int]) -> int:
        try:
            between()
            return act()
        except HearthError as error:
            refused.append(str(error))
            return 0

    is_right = bool(done(partial(dates.go_on, by=by, now=now)))

    def for_good(act: Callable[[], int]) -> int:
        return done(act) if is_right else 0

    done(partial(posts.forget, now=now))
    for_good(partial(tokens.forget, now=now))
    for_good(partial(drafts.forget, now=now))
    done(database.forget_deleted)  # what a reader at work delayed when it was asked for
    told = [done(partial(_told, id, by=by, now=now)) for id in introductions.to_be_told(now)]
    lapsed = done(partial(consent.lapse, by=by, now=now))
    round_ = Round()

    def send() -> int:
        nonlocal round_
        round_ = outbox.send_due(
            by=by, clock=clock or (lambda: now), ways=ways or chosen.ways({}), zone=zone
        )
        return round_.sent

    return Day(
        releases_ended=done(partial(result.end_releases, by=by, now=now)),
        questions_lapsed=lapsed,
        introductions_told=sum(told),
        checks_written=done(partial(checks.renew, by=by, now=now, between=between)),
        checks_overdue=done(partial(checks.pass_due, by=by, now=now)),
        visits_ended=done(partial(visits.end_days, by=by, now=now)),
        visits_announced=done(partial(announce.announce, by=by, now=now)),
        duties_overdue=done(partial(duties.pass_due, by=by, now=now)),
        overdue_told=done(partial(duties.escalate, by=by, now=now))
        + done(partial(late.escalate, by=by, now=now)),
        draws_told=for_good(partial(announce.reveal, by=by, now=now)),
        rounds_closed=for_good(partial(plan.close_past, by=by, now=now)),
        tonights_over=done(partial(tonight.lapse, by=by, now=now)),
        emergencies_over=done(partial(emergency.lapse, by=by, now=now)),
        facts_erased=for_good(partial(retention.shred_due, by=by, now=now, between=between)),
        messages_sent=done(send),
        programs_called=done(partial(webhooks.call_due, by=by, clock=clock, call=call))
        if call and clock
        else 0,
        messages_refused=round_.refused,
        refused=tuple(refused),
    )


def _told(introduction_id: UUID, *, by: SignedIn, now: datetime) -> int:
    introduction.tell(introduction_id=introduction_id, by=by, now=now)
    return 1
