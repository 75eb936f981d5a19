"""The rows a caseworker can read, held against the rules."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from hearth.core.audience import Audience
from hearth.core.home import Home, Kind
from hearth.core.host import Acceptance, Evidence, Exemption, Host, Outcome
from hearth.core.person import (
    Bond,
    Feature,
    Gender,
    Party,
    Person,
    Refusals,
    Relation,
    Trait,
    Wishes,
)
from hearth.core.place import Danger, Place
from hearth.core.programme import Requirement, RoomStandard, Scope
from hearth.core.rooms import (
    SQUARE_METRES_PER_SQUARE_FOOT,
    Sleeper,
    Sleeping,
    beds_for,
    may_share,
    persons_counted,
    persons_permitted,
)
from hearth.core.rules import HARD_RULES, may_host
from hearth.core.rules.pair import LastResort, Pair
from hearth.core.sensitive import SensitivePeriod
from hearth.core.shortlist import CHANGES
from hearth.core.ties import Tie, TieKind, Ties
from hearth.core.units import Period
from tests.builders import (
    STAY,
    TODAY,
    a_home,
    a_host,
    a_member,
    a_party,
    a_person,
    a_programme,
    a_requirement,
    a_room,
    a_sensitive_kind,
    aged,
    rules_with,
)

FOLDER = Path(__file__).parents[1] / "scenarios"
EVERYBODY = UUID(int=0)

# What a host can take, who else lives there and who is hostile is no news for the person.
ONLY_FOR_STAFF = ("hostility", "too_near_danger", "vetting_", "host_", "home_full")


def read(file: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / file).read_text("utf-8"))


HARD = read("hard_rules.toml")["case"]
ROOMS = read("rooms.toml")


class Row:
    """A table of a scenario. A key that nothing asks for is a slip, and `done` says so."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.left = dict(said)

    def take(self, key: str, otherwise: Any = None) -> Any:
        return self.left.pop(key, otherwise)

    def rows(self, key: str) -> list["Row"]:
        return [Row(said) for said in self.take(key, [])]

    def row(self, key: str) -> "Row":
        return Row(self.take(key, {}))

    def done(self) -> None:
        assert not self.left, f"a scenario has no {', '.join(self.left)}"


def known(name: str) -> Any:
    """The id of whoever or whatever goes by this name."""
    return uuid5(EVERYBODY, name)


def ids(names: list[str]) -> frozenset[Any]:
    return frozenset(known(name) for name in names)


def born(row: Row, otherwise: int) -> date | None:
    day, age = row.take("born_on"), row.take("age", otherwise)
    return day or (None if age == "unknown" else aged(age))


def period(row: Row) -> Period:
    found = Period(row.take("from"), row.take("until"))
    row.done()
    return found


def place(said: list[float] | None) -> Place | None:
    return Place(*said) if said else None


def refusals(row: Row) -> Refusals:
    found = Refusals(
        features=frozenset(map(Feature, row.take("features", []))),
        areas=frozenset(row.take("areas", [])),
        kinds=frozenset(map(Kind, row.take("kinds", []))),
        homes=ids(row.take("homes", [])),
    )
    row.done()
    return found


def danger(row: Row) -> Danger:
    found = Danger(Place(*row.take("at")), row.take("km"))
    row.done()
    return found


def person(row: Row) -> Person:
    found = a_person(
        id=known(row.take("name", "she")),
        born_on=born(row, 30),
        gender=Gender(row.take("gender", "woman")),
        needs=frozenset(map(Feature, row.take("needs", []))),
        traits=frozenset(map(Trait, row.take("traits", []))),
        fears=ids(row.take("fears", [])),
        hostile=ids(row.take("hostile", [])),
        kin=ids(row.take("kin", [])),
        languages=frozenset(row.take("languages", [])),
        refusals=refusals(row.row("refuses")),
        dangers=tuple(danger(one) for one in row.rows("dangers")),
        sensitive=tuple(SensitivePeriod(**one.left) for one in row.rows("sensitive")),
    )
    row.done()
    return found


def relations(said: list[list[str]]) -> frozenset[Relation]:
    return frozenset(Relation(known(one), known(two), Bond(bond)) for one, two, bond in said)


def party(row: Row) -> Party:
    first, end = row.take("from", STAY.first), row.take("until", STAY.end)
    people = row.rows("people") or [Row({})]
    found = a_party(
        *(person(one) for one in people),
        stay=Period(first, None if row.take("open") else end),
        relations=relations(row.take("relations", [])),
        wishes=Wishes(near=place(row.take("near")), within_km=row.take("within_km")),
    )
    row.done()
    return found


def home(row: Row) -> Home:
    free = [period(one) for one in row.rows("free")]
    found = a_home(
        id=known(row.take("name", "the home")),
        kind=Kind(row.take("kind", "host_home")),
        area=row.take("area", ""),
        place=place(row.take("place")),
        features=frozenset(map(Feature, row.take("features", []))),
        parties_max=row.take("parties_max", 1),
        parties_now=row.take("parties_now", 0),
        rooms=tuple(a_room(**one.left) for one in row.rows("rooms")) or (a_room(),),
        **({"free": tuple(free)} if free else {}),
    )
    row.done()
    return found


def members(row: Row, *, live_in: bool) -> list[Any]:
    found = []
    for one in row.rows("household" if live_in else "visitors"):
        name, day = known(one.take("name")), born(one, 50)
        found.append(a_member(id=name, born_on=day, lives_in=live_in))
        one.done()
    return found


def evidence(row: Row) -> Evidence:
    step, on, outcome = row.take("step"), row.take("on"), row.take("outcome", "passed")
    row.done()
    return Evidence(requirement=step, on=on, outcome=Outcome(outcome))


def exemption(row: Row) -> Exemption:
    step = row.take("step")
    return Exemption(requirement=step, period=period(row), approved_by="the lead", reason="a move")


def accepts(row: Row) -> Acceptance:
    return Acceptance(
        age_min=row.take("age_min", 0),
        age_max=row.take("age_max"),
        size_max=row.take("size_max"),
        genders=frozenset(map(Gender, row.take("genders", list(Gender)))),
        not_traits=frozenset(map(Trait, row.take("not_traits", []))),
    )


def host(row: Row) -> Host:
    found = a_host(
        members=(*members(row, live_in=True), *members(row, live_in=False)) or (a_member(),),
        evidence=tuple(evidence(one) for one in row.rows("evidence")),
        exemptions=tuple(exemption(one) for one in row.rows("exempt")),
        accepts=accepts(row),
        languages=frozenset(row.take("languages", [])),
        hostile_to=ids(row.take("hostile_to", [])),
        paused=tuple(period(one) for one in row.rows("paused")),
    )
    row.done()
    return found


def requirement(row: Row) -> Requirement:
    found = a_requirement(
        row.take("step"),
        scope=Scope(row.take("scope")),
        age=row.take("age"),
        valid_months=row.take("months"),
    )
    row.done()
    return found


def last_resort(said: Mapping[str, Any] | None) -> LastResort | None:
    if said is None:
        return None
    return LastResort(reason=said["reason"], agreed_by_person=said["agreed"], out_by=said["out_by"])


def ties(said: list[list[str]]) -> Ties:
    return Ties.of(Tie(known(one), known(two), TieKind.ACQUAINTANCE) for one, two in said)


def pair(row: Row) -> Pair:
    kinds = [
        a_sensitive_kind(**{"id": one.take("kind"), "bars_moves": False, **one.left})
        for one in row.rows("periods")
    ]
    return Pair(
        party=party(row.row("party")),
        home=home(row.row("home")),
        host=host(row.row("host")),
        on=TODAY,
        ties=ties(row.take("ties", [])),
        requirements=tuple(requirement(one) for one in row.rows("requires")),
        sensitive_kinds={kind.id: kind for kind in kinds},
        last_resort=last_resort(row.take("last_resort")),
    )


def terms(said: Mapping[str, Any]) -> dict[str, Any]:
    standard = {"standard": RoomStandard(said["standard"])} if "standard" in said else {}
    return {**said, **standard}


def says(case: Mapping[str, Any]) -> str:
    return str(case["says"])


@pytest.mark.parametrize("case", HARD, ids=says)
def test_hard_rules(case: Mapping[str, Any]) -> None:
    row = Row(case)
    against, reader, margin = row.take("against"), row.take("reader"), row.take("margin")
    programme = a_programme(rules=rules_with(**terms(row.take("terms", {}))))
    decision = may_host(pair(row), programme)
    assert row.take("rule")
    assert row.take("says")
    row.done()

    reasons = decision.for_(Audience(reader)) if reader else decision.against

    assert [reason.code for reason in reasons] == against
    assert margin is None or str(reasons[0].margin) == margin


@pytest.mark.parametrize("rule", HARD_RULES, ids=lambda rule: rule.name)
def test_each_hard_rule_has_a_row_that_bars_and_one_that_does_not_and_says_why(rule: Any) -> None:
    own = [case for case in HARD if case["rule"] == rule.name]
    barring = [case for case in own if case["against"]]
    letting = [case for case in own if not case["against"] and "reader" not in case]

    assert barring
    assert letting
    assert len(rule.why.split()) > 3
    assert rule.why in {one.why for one in HARD_RULES if one.name == rule.name}


def test_every_rule_of_a_programme_is_a_hard_rule_that_somebody_checks() -> None:
    checked = [rule.name for rule in HARD_RULES]

    assert sorted(checked) == sorted(rule.name for rule in rules_with())
    assert len(set(checked)) == len(checked)
    assert {case["rule"] for case in HARD} == set(checked)


def test_every_reason_has_readers_and_the_host_is_never_among_them() -> None:
    found: dict[str, frozenset[Audience]] = {}
    for case in HARD:
        row = Row(case)
        programme = a_programme(rules=rules_with(**terms(row.take("terms", {}))))
        found |= {r.code: r.told_to for r in may_host(pair(row), programme).against}

    assert len(found) >= len(HARD_RULES)
    assert all(found.values())
    assert not any(Audience.HOST in readers for readers in found.values())
    for code, readers in found.items():
        assert (Audience.RESIDENT in readers) is not code.startswith(ONLY_FOR_STAFF)


def test_every_change_that_is_proposed_answers_a_reason_that_some_row_gives() -> None:
    given = {code for case in HARD for code in case["against"]}

    assert set(CHANGES) <= given


# Rooms


def sleeper(said: Mapping[str, Any]) -> Sleeper:
    return Sleeper(said["age"], Gender(said["gender"]))


@pytest.mark.parametrize("case", ROOMS["permitted"], ids=says)
def test_how_many_the_rooms_are_for(case: Mapping[str, Any]) -> None:
    measured = [
        a_room(9, feet * SQUARE_METRES_PER_SQUARE_FOOT) for feet in case.get("square_feet", [])
    ]
    rooms = measured or [a_room(9, 50.0)] * case["rooms"]

    assert persons_permitted(rooms) == case["persons"]


@pytest.mark.parametrize("case", ROOMS["counted"], ids=says)
def test_who_counts_as_how_many(case: Mapping[str, Any]) -> None:
    ages = [None if age == "unknown" else age for age in case["ages"]]

    assert persons_counted([Sleeper(age, Gender.WOMAN) for age in ages]) == case["persons"]


@pytest.mark.parametrize("case", ROOMS["share"], ids=lambda c: f"{c['standard']}: {c['says']}")
def test_who_may_share(case: Mapping[str, Any]) -> None:
    one, other = sleeper(case["one"]), sleeper(case["other"])
    bond = Bond(case["bond"]) if "bond" in case else None
    standard = RoomStandard(case["standard"])

    assert may_share(one, other, bond, standard) is case["allowed"]
    assert may_share(other, one, bond, standard) is case["allowed"]


@pytest.mark.parametrize("case", ROOMS["sleep"], ids=says)
def test_whole_parties(case: Mapping[str, Any]) -> None:
    row = Row({"people": case["people"], "relations": case.get("relations", [])})
    rooms = [a_room(beds, 12.0) for beds in case["beds"]]

    found = beds_for(Sleeping.of(party(row), TODAY), rooms, RoomStandard(case["standard"]))

    assert (found is not None) is case["fits"]
