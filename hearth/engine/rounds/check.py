"""Whether a plan of visits breaks a rule. It believes nobody: it knows no solver and no draft.

Every rule is read off the columns again, in plain Python, one visit and one day at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hearth.engine.rounds.week import CLOSED, NOBODY, Rounds, Week


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """A rule that a plan breaks: by which visit, or by whose day. -1 where it is not about one."""

    rule: str
    visit: int = -1
    visitor: int = -1
    day: int = -1


def broken(week: Week, rounds: Rounds) -> list[Broken]:
    """Everything that is wrong with the plan; empty where nothing is.

    Rules: `shape`, `who`, `not_allowed`, `closed`, `at_odds`, `away`, `travel`, `shift`, `break`,
    `too_many`. Cost: O(v + k + w d n) for n visits on a day.
    """
    if len(rounds.day) != week.visits or rounds.who.shape != (week.visits, 2):
        return [Broken("shape")]
    return sorted(
        [*_of_visits(week, rounds), *_of_odds(week, rounds), *_of_days(week, rounds)],
    )


def _of_visits(week: Week, rounds: Rounds) -> Iterator[Broken]:
    for v in range(week.visits):
        day, start = int(rounds.day[v]), int(rounds.start[v])
        who = [int(one) for one in rounds.who[v]]
        there = [one for one in who if one != NOBODY]
        if day == NOBODY:
            if there or start != NOBODY:
                yield Broken("shape", v)
            continue
        if not 0 <= day < week.days or not all(0 <= one < week.visitors for one in there):
            yield Broken("shape", v)
            continue
        if len(there) != int(week.needed[v]) or len(set(there)) != len(there):
            yield Broken("who", v, day=day)
        for one in there:
            if not week.allowed[v, one]:
                yield Broken("not_allowed", v, one, day)
        opens = int(week.opens[v, day])
        if opens == CLOSED or not opens <= start <= int(week.closes[v, day]):
            yield Broken("closed", v, day=day)


def _of_odds(week: Week, rounds: Rounds) -> Iterator[Broken]:
    for one, other in week.odds.tolist():
        day = int(rounds.day[one])
        if day != NOBODY and day == int(rounds.day[other]):
            yield Broken("at_odds", one, day=day)


def _of_days(week: Week, rounds: Rounds) -> Iterator[Broken]:
    diaries: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for v in range(week.visits):
        for one in rounds.who[v].tolist():
            day = int(rounds.day[v])
            if 0 <= one < week.visitors and 0 <= day < week.days:
                diaries.setdefault((one, day), []).append((int(rounds.start[v]), v))
    for (visitor, day), diary in diaries.items():
        yield from _of_day(week, visitor, day, sorted(diary))


def _of_day(week: Week, visitor: int, day: int, diary: list[tuple[int, int]]) -> Iterator[Broken]:
    if int(week.begins[visitor, day]) == CLOSED:
        yield Broken("away", visitor=visitor, day=day)
        return
    if len(diary) > int(week.most[visitor]):
        yield Broken("too_many", visitor=visitor, day=day)
    free_from, here = int(week.begins[visitor, day]), int(week.base[visitor])
    gaps: list[tuple[int, int, int]] = []  # from, until, minutes on the way in it
    for start, v in diary:
        there = int(week.place[v])
        way = int(week.travel[here, there])
        if free_from + way > start:
            yield Broken("travel", v, visitor, day)
        gaps.append((free_from, start, way))
        free_from, here = start + int(week.minutes[v]), there
    way, end = int(week.travel[here, int(week.base[visitor])]), int(week.ends[visitor, day])
    if free_from + way > end:
        yield Broken("shift", visitor=visitor, day=day)
    gaps.append((free_from, end, way))
    if not any(_rests_in(week, visitor, gap) for gap in gaps):
        yield Broken("break", visitor=visitor, day=day)


def _rests_in(week: Week, visitor: int, gap: tuple[int, int, int]) -> bool:
    minutes, first, last = (int(one) for one in week.rest[visitor])
    begins, ends, way = gap
    if minutes == 0:
        return True
    begin = max(begins, first)
    return begin <= last and begin + minutes <= ends and ends - begins >= way + minutes
