"""P17: whoever keeps every table of outcomes, of endings and of records learns nothing of one
person by laying two of them side by side."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from random import Random

import pytest

from hearth.stats.handed_on import Handed, handed_on
from hearth.stats.outcomes import (
    AsItIs,
    Lengths,
    OutcomesTold,
    ReasonsTold,
    tell,
    tell_reasons,
)
from hearth.stats.records import Records
from tests.length import LONG
from tests.promised import Tried
from tests.properties.told_again import (
    SOON,
    SORTS,
    WAYS,
    Counted,
    Reader,
    World,
    in_ends,
    in_handed,
    in_outcomes,
    truth,
)
from tests.stats.test_records import a_unit, worked_out

SERVICES, PERIODS = (60, 100) if LONG else (4, 25)
AT = datetime(2031, 5, 4, tzinfo=UTC)


def lengths(found: dict[int, tuple[int, str]]) -> Lengths:
    return Lengths([long for long, _ in found.values()], [way for _, way in found.values()])


def outcomes(world: World, last: OutcomesTold | None) -> OutcomesTold:
    stays = lengths(world.stays())
    sorts = {
        sort: {name: (len(a), len(a | b)) for name, (a, b) in world.groups(sort).items()}
        for sort in SORTS
    }
    as_it_is = AsItIs(
        at=AT,
        waiting=lengths(world.waits()),
        lasting=stays,
        why=stays,
        names=WAYS,
        within=SOON,
        sorts=sorts,
    )
    return tell(as_it_is, last)


def reasons(world: World, last: ReasonsTold | None) -> ReasonsTold:
    return tell_reasons(AT, lengths(world.stays()), WAYS, last)


@pytest.fixture(scope="module")
def some() -> Records:
    """Records of one area, to be changed: what else stands in them is not handed on."""
    return worked_out([a_unit("north")])


def handed(some: Records, world: World, last: Handed | None) -> Handed:
    assert some.areas is not None
    (line,) = some.areas.first
    lines = tuple(
        replace(
            line,
            name=area,
            record=replace(line.record, stays=len(lived), upheld=len(upheld)),
            stands_out=3 * len(upheld) > len(lived),
        )
        for area, (lived, upheld) in world.areas().items()
    )
    checks = sum(line.record.stays for line in lines)
    whole = replace(
        some.whole,
        checks=checks,
        visits=checks,
        upheld=sum(line.record.upheld for line in lines),
    )
    areas = replace(some.areas, first=lines, count=len(lines))
    return handed_on(replace(some, whole=whole, areas=areas), last)


@pytest.mark.promise(number="P17")
def test_no_two_tables_of_outcomes_endings_or_records_tell_what_few_did(
    some: Records, tried: Tried
) -> None:
    compared, told = 0, 0
    for seed in range(SERVICES):
        world, reader, counted = World(Random(seed)), Reader(), Counted()
        became, why, record = None, None, None
        world.begin()
        for _ in range(PERIODS):
            became, why = outcomes(world, became), reasons(world, why)
            record = handed(some, world, record)
            counted.look({**became.behind, **why.behind, **record.behind}, truth(world))
            told_of = in_outcomes(became.told), in_ends("reasons", why.told.ends)
            reader.read(chain(*told_of, in_handed(record.told)), counted)
            assert reader.won == set(), f"service {seed}: {sorted(reader.won)}"
            for _ in range(world.chance.randint(1, 4)):
                world.act()
            world.today += world.chance.choice((0, 1, 7))
        compared, told = compared + reader.compared, told + reader.told

    assert told > SERVICES * PERIODS  # that it was no empty promise: numbers were told
    tried(compared, "numbers of outcomes, endings and records, read and compared: 0 people found")
