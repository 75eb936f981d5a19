"""What a page says of the homes that are not on a list is what the plain rules say of each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hearth.actions import shortlist
from hearth.actions.intake import Opened
from hearth.actions.matching import desk as desks
from hearth.actions.matching.desk import Desk
from hearth.core.audience import Audience
from hearth.core.errors import NotFound, Sealed
from hearth.core.home import Home, Kind
from hearth.core.person import Feature, Party
from hearth.core.programme import Programme
from hearth.core.shortlist import openings
from hearth.core.units import Period
from hearth.engine.against import Against, against_plain
from hearth.engine.explain import said
from hearth.queries.casework.shortlist import Asking, Counted, Shown, shown
from hearth.store import hosts, people, programmes
from hearth.store.hosts import Register
from tests.builders import MOMENT, an_id
from tests.service import Service, a_new_host, a_service

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)
TODAY = MOMENT.date()


def changes(number: int) -> Iterator[dict[str, object]]:
    """What is different of the first homes: each is out for a reason, or for several."""
    gap = (Period.of_days(TODAY, 1), Period(TODAY + timedelta(days=400)))
    every = ({"free": ()}, {"rooms": ()}, {"parties_now": 9}, {"free": gap})
    yield from (every[at % len(every)] for at in range(number))
    yield {"rooms": (), "free": ()}
    yield {"kind": Kind.CONGREGATE}


def a_broken_register(service: Service, *, number: int = 4) -> None:
    with transaction.atomic():
        for id, change in zip(service.homes, changes(number), strict=False):
            home: Home = hosts.home(id, by=service.duty, now=MOMENT, purpose="test")[0]
            changed = replace(home, **change)  # type: ignore[arg-type]
            hosts.change_home(changed, by=service.duty, now=MOMENT, purpose="test")


def needs_a_kitchen(service: Service, opened: Opened) -> None:
    party = service.party(opened)
    some = tuple(replace(one, needs=frozenset({Feature.KITCHEN})) for one in party.people)
    people.change(replace(party, people=some), by=service.duty, now=MOMENT, purpose="test")


def plainly(desk: Desk) -> Asking:
    """The same question, asked of the plain rules home by home."""

    def ask(party: Party, programme: Programme, now: datetime) -> tuple[Register, Against]:
        register = desk.register(now)
        return register, against_plain(register.judged(party, programme, now.date()))

    return ask


def page(service: Service, opened: Opened, against: Asking) -> Shown:
    return shown(case=opened.case, against=against, by=service.duty, now=LATER)


@pytest.mark.parametrize("kitchen", [False, True])
def test_reasons_changes_and_counts_are_those_of_the_plain_rules_in_their_order(
    kitchen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "is_kept", lambda: True)
    service = a_service(homes=10)
    desk, opened = Desk(service.program), service.open_case()
    shortlist.make(case=opened.case, by=service.duty, now=MOMENT, desk=desk)
    a_broken_register(service)
    if kitchen:
        needs_a_kitchen(service, opened)

    found = page(service, opened, desk.against)

    assert found == page(service, opened, plainly(desk))
    assert (found.out, found.opens) == as_judged(service, opened, desk)
    assert found.fitting == (0 if kitchen else 5)
    assert len(found.out) > 2


def as_judged(
    service: Service, opened: Opened, desk: Desk
) -> tuple[tuple[Counted, ...], tuple[Counted, ...]]:
    """Reasons and changes counted from what the rules said of each home, one after the other."""
    party = service.party(opened).from_day(LATER.date())
    register = desk.register(LATER)
    judged = register.judged(party, programmes.of("blank.1"), LATER.date())
    reasons = Counter(r.code for one in judged for r in one.decision.for_(Audience.CASEWORKER))
    opens: Counter[str] = Counter()
    for one in openings(judged):
        opens[one.change] += len(one.homes)
    return (
        tuple(Counted(said(code), homes) for code, homes in reasons.most_common()),
        tuple(Counted(change, homes) for change, homes in opens.most_common()),
    )


def test_until_the_engine_is_compiled_the_page_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()
    a_broken_register(service)
    found = []

    for kept in (True, False):
        monkeypatch.setattr(desks, "is_kept", lambda kept=kept: kept)
        found.append(page(service, opened, desk.against))

    assert found[0] == found[1]


def test_more_homes_do_not_ask_the_database_more_often() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()
    a_broken_register(service)
    asked, there = [], []

    for _ in range(2):
        page(service, opened, desk.against)
        with CaptureQueriesContext(connection) as queries:
            there.append(page(service, opened, desk.against).register)
        asked.append(len(queries))
        with transaction.atomic():
            more = [a_new_host() for _ in range(9)]
            hosts.enter_many(more, by=service.duty, now=MOMENT, purpose="register")

    assert there == [6, 15]
    assert asked[0] == asked[1]


def test_whoever_is_not_of_the_office_is_told_nothing_of_the_register() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()

    with pytest.raises((Sealed, NotFound)):
        shown(case=opened.case, against=desk.against, by=service.lead, now=LATER)
    with pytest.raises(NotFound):
        shown(case=an_id(), against=desk.against, by=service.duty, now=LATER)
