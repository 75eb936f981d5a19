"""Who needs a home now, and who is left out of what others may see."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.exchange import hmis
from hearth.exchange.hmis import Answer, Export, Health, PartyInNeed, Stay
from hearth.exchange.hmis.needs import KINDS, why_in_need
from tests.exchange.given import data_folder
from tests.exchange.hmis.exports import TODAY, files, read

PROJECTS = "q,o,Prevention,12,2020-01-01,\nr,o,Rehousing,13,2020-01-01,\nv,w,Refuge,0,2020-01-01,\n"


def town(at: Path, stays: str = "", told: str = "") -> Export:
    return read(
        at,
        files(
            Organization="w,Refuge,1\n",
            Project=PROJECTS,
            Client="c,Cy,Oak,1990-01-01,1,0,2026-01-01 10:00:00,\n",
            Enrollment=stays,
            HealthAndDV=told,
        ),
    )


def in_need(export: Export) -> dict[str, PartyInNeed]:
    return {party.household: party for party in hmis.parties_in_need(export, TODAY)}


def test_a_family_in_a_shelter_is_one_party(tmp_path: Path) -> None:
    party = in_need(town(tmp_path))["h"]

    assert (party.members, party.head, party.since) == (("a", "b"), "a", date(2026, 1, 5))
    assert party.why == "stays in emergency shelter"


def test_nobody_needs_a_home_before_coming_or_after_leaving(tmp_path: Path) -> None:
    left = read(tmp_path, files(Exit="x,1,a,2026-02-01,410\ny,2,b,2026-02-01,410\n"))

    assert hmis.parties_in_need(left, date(2026, 1, 4)) == []
    assert len(hmis.parties_in_need(left, date(2026, 1, 31))) == 1
    assert hmis.parties_in_need(left, date(2026, 2, 1)) == []


@pytest.mark.parametrize(
    ("situation", "told", "needs"),
    [("410", "", False), ("116", "", True), ("410", "1,3,c,1,1,0,\n", True)],
)
def test_prevention_counts_only_after_homelessness_or_in_flight(
    tmp_path: Path, situation: str, told: str, needs: bool
) -> None:
    export = town(tmp_path, f"3,c,q,2026-01-05,k,1,{situation},\n", told)

    assert ("k" in in_need(export)) is needs


@pytest.mark.parametrize(("moved_in", "needs"), [("", True), ("2026-02-01", False)])
def test_rehousing_counts_until_the_head_has_moved_in(
    tmp_path: Path, moved_in: str, needs: bool
) -> None:
    export = town(tmp_path, f"3,c,r,2026-01-05,k,1,410,{moved_in}\n")

    assert ("k" in in_need(export)) is needs


def test_somebody_housed_since_entering_a_shelter_is_not_in_need(tmp_path: Path) -> None:
    housed = "3,c,p,2026-01-05,k,1,116,\n4,c,r,2026-01-06,m,1,116,2026-02-01\n"

    assert set(in_need(town(tmp_path, housed))) == {"h"}


def test_somebody_back_in_a_shelter_after_moving_in_is_in_need(tmp_path: Path) -> None:
    lost = "3,c,p,2026-03-05,k,1,116,\n4,c,r,2026-01-06,m,1,116,2026-02-01\n"

    assert in_need(town(tmp_path, lost))["k"].also_open == ("4",)


def test_a_mother_stays_with_her_child_whatever_she_entered_later(tmp_path: Path) -> None:
    parties = in_need(town(tmp_path, "3,a,p,2026-03-05,k,1,116,\n"))

    assert set(parties) == {"h"}
    assert parties["h"].members == ("a", "b")
    assert parties["h"].also_open == ("3",)


def test_among_equals_the_latest_stay_counts(tmp_path: Path) -> None:
    export = town(tmp_path, "3,c,p,2026-03-05,k,1,116,\n4,c,p,2026-03-01,l,1,116,\n")

    assert set(in_need(export)) == {"h", "k"}


@given(
    kind=st.sampled_from([None, 99, *KINDS]),
    moved=st.booleans(),
    fleeing=st.sampled_from(Answer),
    situation=st.sampled_from([None, 101, 116, 118, 410]),
)
def test_the_table_of_kinds_alone_decides(
    kind: int | None, moved: bool, fleeing: Answer, situation: int | None
) -> None:
    stay = Stay(
        *("1", "a", "h", "p", TODAY),
        move_in_on=TODAY if moved else None,
        living_situation=situation,
        health=Health(fleeing=fleeing),
    )

    needs = bool(why_in_need(kind, [stay], TODAY))

    always = kind in (0, 1, 2, 4, 8, 11, 14)
    waiting = kind in (3, 9, 10, 13) and not moved
    homeless = kind in (6, 12) and (situation in (101, 116, 118) or fleeing is Answer.YES)
    assert needs is (always or waiting or homeless)


def test_nobody_of_a_real_export_is_in_two_parties() -> None:
    export = hmis.read(data_folder() / "hmis/eva_demo_fy2026.zip", read_on=date(2026, 11, 22))
    end = export.source.period_end
    assert end is not None

    parties = hmis.parties_in_need(export, end)

    assert len(parties) > 100
    assert max(Counter(m for party in parties for m in party.members).values()) == 1
    assert all(party.head in party.members for party in parties)


def test_the_shared_view_holds_nobody_a_victim_service_knows(tmp_path: Path) -> None:
    export = town(tmp_path, "3,c,v,2026-01-05,k,1,116,\n4,c,p,2025-01-05,m,1,116,\n")
    assert export.stays["3"].victim_service
    assert not export.stays["4"].victim_service

    shared = hmis.shared_view(export)

    assert set(export.people) == {"a", "b", "c"}
    assert set(shared.people) == {"a", "b"}
    assert set(shared.stays) == {"1", "2"}
    assert set(shared.households) == {"h"}
    assert set(shared.projects) == {"p", "q", "r"}
    assert set(shared.organisations) == {"o"}
    assert "Refuge" not in repr(shared)


@pytest.mark.parametrize("told", ["", "99"])
def test_an_organisation_that_does_not_say_counts_as_a_victim_service(
    tmp_path: Path, told: str
) -> None:
    contents = files()
    contents["Organization.csv"] = contents["Organization.csv"].replace("Door,0", f"Door,{told}")

    assert hmis.shared_view(read(tmp_path, contents)).people == {}


def test_without_organisations_nothing_is_shared(tmp_path: Path) -> None:
    contents = files()
    del contents["Organization.csv"]

    shared = hmis.shared_view(read(tmp_path, contents))

    assert (shared.people, shared.stays, shared.projects) == ({}, {}, {})


def test_people_without_a_stay_are_not_shared(tmp_path: Path) -> None:
    export = town(tmp_path)

    assert set(export.people) == {"a", "b", "c"}
    assert set(hmis.shared_view(export).people) == {"a", "b"}


@pytest.mark.parametrize("broken", ["4,c,v,someday,m,1,,", "1,c,v,2026-01-05,m,1,,", "c,v"])
def test_a_refused_row_of_a_victim_service_hides_its_person(tmp_path: Path, broken: str) -> None:
    export = town(tmp_path, f"3,c,p,2026-01-05,k,1,116,\n{broken}\n")

    assert "c" in export.people
    assert "3" in export.stays
    assert set(hmis.shared_view(export).people) == {"a", "b"}
