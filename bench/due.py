"""A rule changes: what falls due in every stay, worked out again, none lost and each explained.

python -m bench.due [STAYS]
"""

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import numpy as np

from bench.report import asked
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.cli.station import Station
    from hearth.core.person import Party

PROGRAMME = "healers-office"
INVENTED = 400  # parties; the others are told the same under ids of their own
PLAIN = 2_000  # stays that the plain twin is asked about
TWINS = 500  # stays worked out once more, one by one, when all is written
YEARS = 2  # stays began on a day of so many years
PART = 5_000
AIM_S = 20
DAY = timedelta(1)


def main(stays: int) -> int:
    """Print the seconds of the sums alone and of everything, and what was lost or unexplained."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEARTH_HOME"] = str(Path(folder) / "home")
        from hearth.cli import town

        done = town.run(40, INVENTED, 1, PROGRAMME, as_json=False)
        return done or _measure(stays, Path(folder))


def _measure(stays: int, folder: Path) -> int:
    from hearth.cli.clock import now
    from hearth.cli.station import open_station

    station, today = open_station(Command.DEMO), now()
    began = perf_counter()
    _enter(stays, station, today)
    print(f"{stays:,} stays entered in {perf_counter() - began:.1f} s")
    _sums(stays, today.date())
    print("first count, by version 1")
    _counted(station, today)
    _new_version(folder, today.date() + DAY)
    print(f"version 2 takes effect and everything is worked out again (aim {AIM_S} s for 100,000)")
    before = _rows()
    done = _counted(station, today + DAY)
    lost, unexplained = _lost(), _unexplained(today.date() + DAY)
    tried, other = _beside_the_twin(today.date() + DAY)
    print(
        f"  rows {before:,} before, {_rows():,} after: {before + done.written - _rows():,} gone\n"
        f"  stays without a check ahead: {lost}; days without rule, version and reason: "
        f"{unexplained}\n"
        f"  of {tried:,} stays one by one with the plain twin, other days in {other}"
    )
    return int(bool(lost or unexplained or other))


def _counted(station: "Station", at: datetime) -> Any:
    from hearth.actions.visiting.due import count_all

    start, worked = perf_counter(), process_time()
    done = count_all(by=station.service, now=at)
    seconds, worked = perf_counter() - start, process_time() - worked
    print(
        f"  {done.stays:,} stays in {seconds:.1f} s ({worked:.1f} s of one core): "
        f"{done.written:,} windows written, {done.replaced:,} replaced"
    )
    return done


def _enter(stays: int, station: "Station", now: datetime) -> None:
    """Stays with parties sealed as ever, and the checks they have had."""
    from django.db import transaction

    from hearth.store import offices, people, rows
    from hearth.store.models import CaseRow, CheckRow, DueRow, HomeRow, PartyRow, PlacementRow

    chance = random.Random(1)
    homes = list(HomeRow.objects.values_list("id", flat=True))
    ids = list(PartyRow.objects.values_list("id", flat=True))
    with transaction.atomic():
        told = people.parties(ids, by=station.service, now=now, purpose="bench")
    for first in range(0, stays, PART):
        count = min(PART, stays - first)
        some = [_again(chance.choice(list(told.values()))) for _ in range(count)]
        with transaction.atomic():
            _seal(some, station, now)
            cases = CaseRow.objects.bulk_create(
                _case(party.id, now.date(), offices.own(station.duty)) for party in some
            )
            moved = [now.date() - timedelta(chance.randrange(1, 365 * YEARS)) for _ in cases]
            living = PlacementRow.objects.bulk_create(
                _stay(case.id, chance.choice(homes), on)
                for case, on in zip(cases, moved, strict=True)
            )
            lines = [line for row in living for line in _history(chance, row, now.date())]
            rows.insert_many(CheckRow, _by_field(_CHECK, lines))
            rows.insert_many(DueRow, _by_field(_DUTY, [_first_word(row) for row in living]))


def _by_field(names: Sequence[str], lines: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*lines, strict=True), strict=True))


_DAYS = ("opens_on", "due_on", "closes_on", "held_on", "counted_from")
_CHECK = (
    *("placement", "recurrence", "programme", *_DAYS),
    *("state", "replaced_because", "replaced_by", "level", "raised"),
)
_DUTY = tuple("what" if name == "raised" else name for name in _CHECK if name != "held_on")
_DUTY = (*_DUTY, "done_on")


def _first_word(stay: Any) -> tuple[Any, ...]:
    """The talk of the day after the move, held."""
    moved, on = stay.moved_on, stay.moved_on + DAY
    ref = f"{PROGRAMME}.1"
    return (stay.id, "first-day", ref, on, on, on, moved, "done", "", "", 0, "contact", on)


def _again(party: "Party") -> "Party":
    from hearth.core.ids import PartyId

    return replace(party, id=PartyId(uuid4()))


def _seal(some: "Sequence[Party]", station: "Station", now: datetime) -> None:
    from hearth.core.compartments import ENGINE
    from hearth.store import facts, people
    from hearth.store.models import PartyRow
    from hearth.store.principals import circle

    engine = circle(ENGINE)
    new = [people.attributes_fact(party, (engine,)) for party in some]
    items = facts.put_many(new, by=station.service, now=now, about=engine, purpose="bench")
    PartyRow.objects.bulk_create(
        PartyRow(id=party.id, attributes_id=item) for party, item in zip(some, items, strict=True)
    )


def _case(party: UUID, on: date, office: UUID) -> Any:
    from hearth.core import intake
    from hearth.store.models import CaseRow

    ref, state = f"{PROGRAMME}.1", intake.State.PLACED
    return CaseRow(
        id=uuid4(), party_id=party, programme=ref, opened_on=on, state=state, office_id=office
    )


def _stay(case: UUID, home: UUID, moved: date) -> Any:
    from hearth.core import placement
    from hearth.store.models import PlacementRow

    return PlacementRow(
        id=uuid4(),
        case_id=case,
        home_id=home,
        state=placement.State.LIVING,
        planned_on=moved,
        moved_on=moved,
    )


def _history(chance: random.Random, stay: Any, today: date) -> Iterator[tuple[Any, ...]]:
    """Checks held, most of them in time."""
    last, every = stay.moved_on, 7
    while (due := last + timedelta(every)) <= today:
        held = due - timedelta(chance.randrange(0, 4))
        days = (due - timedelta(5), due, due + timedelta(5), held, last)
        yield (stay.id, "check", f"{PROGRAMME}.1", *days, "held", "", "", 0, False)
        last, every = held, 91


def _sums(stays: int, today: date) -> None:
    """The sums alone, of the rule that asks for checks: all at once, and one after the other."""
    from hearth.core.due import windows
    from hearth.core.programme_file import in_force
    from hearth.engine.due import Held, due_windows

    rule, rng = in_force(PROGRAMME, today).recurrence("check"), np.random.default_rng(1)
    start = (today.toordinal() - rng.integers(1, 365 * YEARS, stays)).astype(np.int32)
    held = [[date.fromordinal(int(day) + 5), date.fromordinal(int(day) + 90)] for day in start]
    until = np.full(stays, today.toordinal() + 366, np.int32)
    began = perf_counter()
    found = due_windows(
        rule,
        stay=np.arange(stays),
        start=start,
        until=until,
        held=Held.of(held),
        today=today,
    )
    many = perf_counter() - began
    began, last = perf_counter(), today + timedelta(366)
    for day, days in zip(start[:PLAIN], held, strict=False):
        windows(rule, date.fromordinal(int(day)), last, today=today, held=days)
    plain = perf_counter() - began
    print(
        f"sums alone, one rule: {stays:,} stays, {found.due.size:,} windows in {many:.2f} s; "
        f"one by one {plain / min(PLAIN, stays) * stays:.1f} s (from {min(PLAIN, stays):,})"
    )


def _new_version(folder: Path, on: date) -> None:
    """The same programme with quicker checks, in force from a day."""
    from hearth.core import programme_file

    there = folder / "programmes"
    shutil.copytree(programme_file.FOLDER, there)
    text = (there / f"{PROGRAMME}.1.toml").read_text("utf-8")
    begins = next(line for line in text.splitlines() if line.startswith("effective_from"))
    text = text.replace(begins, f"effective_from = {on}", 1).replace(
        "version = 1", "version = 2", 1
    )
    (there / f"{PROGRAMME}.2.toml").write_text(text.replace("every_days = 91", "every_days = 60"))
    programme_file.FOLDER = there
    programme_file.bundled.cache_clear()


def _rows() -> int:
    from hearth.store.models import CheckRow, DueRow

    return CheckRow.objects.count() + DueRow.objects.count()


def _lost() -> int:
    """Stays that go on with no check ahead by the version that holds."""
    from django.db.models import Exists, OuterRef

    from hearth.store.models import CheckRow, PlacementRow

    ahead = CheckRow.objects.filter(
        placement=OuterRef("pk"), state="due", programme=f"{PROGRAMME}.2"
    )
    return PlacementRow.objects.filter(state="living").exclude(Exists(ahead)).count()


def _beside_the_twin(today: date) -> tuple[int, int]:
    """How many stays were worked out alone, and in how many of them other days are written."""
    from hearth.actions.visiting.due_plan import AHEAD_DAYS, WRITTEN_DAYS
    from hearth.core.due import windows
    from hearth.core.programme_file import in_force
    from hearth.store.models import CheckRow, PlacementRow

    rule, other = in_force(PROGRAMME, today).recurrence("check"), 0
    some = list(PlacementRow.objects.filter(state="living").order_by("id")[:TWINS])
    for stay in some:
        of = CheckRow.objects.filter(placement=stay, recurrence=rule.id)
        held = list(of.filter(state="held").values_list("held_on", flat=True))
        last = today + timedelta(AHEAD_DAYS)
        alone = windows(rule, stay.moved_on, last, today=today, held=held)
        ahead = [one.due_on for one in alone if one.held_on is None and one.due_on > today]
        near = {due for due in ahead if due <= today + timedelta(WRITTEN_DAYS)} | {*ahead[:1]}
        written = of.filter(state="due", raised=False, due_on__gt=today)
        other += near != set(written.values_list("due_on", flat=True))
    return len(some), other


def _unexplained(on: date) -> int:
    """Days that are due and do not say from when they count, and by which rule and version."""
    from hearth.store.models import CheckRow, DueRow

    return sum(
        table._default_manager.filter(state="due", counted_from=None).count()
        + table._default_manager.filter(state="due", due_on__gt=on)
        .exclude(programme=f"{PROGRAMME}.2")
        .count()
        + table._default_manager.filter(state="replaced", replaced_because="").count()
        for table in (CheckRow, DueRow)
    )


if __name__ == "__main__":
    sys.exit(main(*asked("due", __doc__, stays=100_000)))
