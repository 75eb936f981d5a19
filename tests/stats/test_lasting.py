"""How long stays last, and why they end, while many go on."""

import csv
import io
import zipfile
from collections import defaultdict
from datetime import date
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.lasting import STILL, ends, still_there
from tests.exchange.given import data_folder
from tests.stats.published import expected

FILE = "hmis/eva_demo_fy2026.zip"
LAST_DAY = date(2022, 9, 30)
# Freireich and others (1963), weeks of remission under 6-MP; a plus is still in remission
REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
stays = st.lists(
    st.tuples(st.integers(1, 50), st.sampled_from(["home", "moved", STILL])),
    min_size=1,
    max_size=40,
)


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    (inside,) = (one for one in archive.namelist() if one.rsplit("/", 1)[-1] == name)
    return list(csv.DictReader(io.TextIOWrapper(archive.open(inside), "utf-8-sig")))


@pytest.fixture(scope="module")
def by_kind() -> dict[str, list[tuple[int, bool]]]:
    """Days and whether they ended, by the kind of project, of a public test export."""
    with zipfile.ZipFile(data_folder() / FILE) as archive:
        kinds = {row["ProjectID"]: row["ProjectType"] for row in rows(archive, "Project.csv")}
        exits = {r["EnrollmentID"]: r["ExitDate"][:10] for r in rows(archive, "Exit.csv")}
        entered = rows(archive, "Enrollment.csv")
    found = defaultdict(list)
    for row in entered:
        left = exits.get(row["EnrollmentID"])
        gone = date.fromisoformat(left) if left else None
        ended = gone is not None and gone <= LAST_DAY
        last = gone if gone is not None and ended else LAST_DAY
        days = (last - date.fromisoformat(row["EntryDate"][:10])).days
        if days > 0:
            found[kinds[row["ProjectID"]]].append((days, ended))
    return found


def test_stays_of_a_public_export_last_as_r_says(
    by_kind: dict[str, list[tuple[int, bool]]],
) -> None:
    said = expected(FILE)["length_of_stay_by_project_type"]["values"]

    for kind, want in said.items():
        days, over = zip(*by_kind[kind], strict=True)
        found = still_there(days, over)
        assert (found.began, found.ended, found.median) == (
            want["stays"],
            want["ended"],
            want["median_days"],
        )
        assert list(found.median_between) == want["ci95"]
        for day, share in want["still_there_at"].items():
            assert found.at(int(day)) == pytest.approx(share, abs=5e-7)


def test_the_textbook_s_remissions_are_met() -> None:
    gone, still = REMISSION
    found = still_there([*gone, *still], [True] * len(gone) + [False] * len(still))

    assert [round(found.at(week), 4) for week in (6, 7, 10, 13, 16, 22, 23)] == [
        *(0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482)
    ]
    around = found.between(10)
    assert around is not None
    assert (around.low, around.high) == pytest.approx((0.5032, 0.8894), abs=1e-4)


@given(stays=stays)
def test_what_ended_and_what_goes_on_make_one(stays: list[tuple[int, str]]) -> None:
    days, why = zip(*stays, strict=True)
    on, by = still_there(days, [one != STILL for one in why]), ends(days, why)

    for day in {0, *days}:
        assert on.at(day) + sum(by.at(end, day) for end in by.shares) == pytest.approx(1)


@given(stays=stays)
def test_with_one_way_to_end_its_share_is_what_does_not_go_on(
    stays: list[tuple[int, str]],
) -> None:
    days = [day for day, _ in stays]
    why = ["end" if end != STILL else STILL for _, end in stays]
    on, by = still_there(days, [end != STILL for end in why]), ends(days, why)

    assert all(by.at("end", day) == pytest.approx(1 - on.at(day)) for day in days if by.shares)


def test_where_nothing_goes_on_the_shares_are_those_counted_with_their_plain_error() -> None:
    days, why = [1, 2, 3, 4, 5, 6, 7, 8], ["home", "moved", "home", "home"] * 2
    by = ends(days, why)

    assert by.at("home", 8) == pytest.approx(6 / 8)
    assert by.spreads["home"][-1] == pytest.approx(sqrt(6 / 8 * 2 / 8 / 8))


def test_other_ends_are_no_reason_to_promise_this_one() -> None:
    days, why = [10, 10, 10, 10, 20, 20], ["host"] * 4 + ["home"] * 2
    by = ends(days, why)
    naive = 1 - still_there(days, [one == "home" for one in why]).at(20)

    assert by.at("home", 20) == pytest.approx(2 / 6)
    assert naive == pytest.approx(1.0)  # what is told to whoever takes the others for still there


def test_while_more_than_half_go_on_there_is_no_median() -> None:
    found = still_there([3, 5, 9], [True, False, False])

    assert found.median is None
    assert found.between(1) is None


@pytest.mark.parametrize(
    ("days", "over"), [([], []), ([1], [True, False]), ([0], [True]), ([float("nan")], [True])]
)
def test_lengths_that_cannot_be_are_refused(days: list[float], over: list[bool]) -> None:
    with pytest.raises(InvalidValue):
        still_there(days, over)
    with pytest.raises(InvalidValue):
        ends(days, ["home" if one else STILL for one in over])
