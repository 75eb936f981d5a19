"""A measurement whose answers are wrong ends with status 1, however quick they were."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import gap, shortlist, upkeep
from bench.apart import Measured
from bench.kinds import job
from bench.towns import tables
from hearth.engine.upkeep import Upkeep
from tests.engine.gap import Answer

Said = pytest.CaptureFixture[str]
OURS = {
    "lists": [(np.empty(0, np.int32), np.empty(0, np.int32))] * shortlist.PARTIES,
    "first": 0.01,
    "changed": (0.0001, 0.0002),
    "packed": 0.1,
}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shortlist that was measured already, alike by everybody."""
    monkeypatch.setattr(shortlist, "tables", lambda *_: tables(5, 20))
    monkeypatch.setattr("bench.apart.compile_first", lambda *_: None)
    monkeypatch.setattr(
        shortlist, "measure", lambda name, *_, **__: Measured(name.split(":")[1], (0.01,), 1.0)
    )
    monkeypatch.setattr("bench.apart.answer", lambda *_: OURS)
    monkeypatch.setattr(shortlist, "versions", lambda *_: "")  # of peers that may not be there


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("right", [True, False])
def test_a_shortlist_that_is_not_by_the_rules_fails_though_all_give_the_same(
    right: bool, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(shortlist, "_as_plain", lambda *_: right)

    status = shortlist.main(["--peer", "numpy_box"])

    assert status == (0 if right else 1)
    assert ("NOT BY THE RULES" in capsys.readouterr().out) is not right


def a_plan_kept_up() -> Upkeep:
    return Upkeep.of(*job("towns", 30).columns())


def found_by_ortools(kept: Upkeep, *, less: bool) -> object:
    home = kept.plan().home.copy()
    if less:
        home[np.flatnonzero(home >= 0)[0]] = -1
    return lambda _: lambda: {"home": home}


@pytest.mark.parametrize(
    ("less", "problems", "says"),
    [(False, (), ""), (True, (), "OR-Tools found"), (False, ("a price", "x"), "a price")],
)
def test_a_plan_kept_up_of_another_value_or_without_a_proof_has_no_ratio(
    less: bool, problems: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = a_plan_kept_up()
    monkeypatch.setattr(upkeep, "ortools_flow", found_by_ortools(kept, less=less))
    real = upkeep.certify
    monkeypatch.setattr(upkeep, "certify", lambda *said: replace(real(*said), problems=[*problems]))

    if says:
        with pytest.raises(upkeep.Wrong, match=says):
            list(upkeep.against(kept, 1.0))
    else:
        assert "proof holds" in "\n".join(upkeep.against(kept, 1.0))


def test_what_is_wrong_in_a_plan_kept_up_is_said_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    def another(*_: object, **__: object) -> None:
        raise upkeep.Wrong("worth 1, and no more than 2 is proven")

    monkeypatch.setattr(upkeep, "job", lambda *_: job("towns", 30))
    monkeypatch.setattr("bench.apart.cores", lambda: ())
    monkeypatch.setattr(upkeep, "SIZES", {"quick": (10, 2)})
    monkeypatch.setattr(upkeep, "check", another)

    assert upkeep.main(["towns"]) == 1
    assert "NO RATIO: worth 1" in capsys.readouterr().out


def an_answer() -> Answer:
    """A plan, as if it had been one of a published instance of worth 7."""
    kept = a_plan_kept_up()
    plan = replace(kept.plan(), claimed=kept.value)
    return Answer(7, (None,) * 5, plan)


def test_an_instance_is_missed_by_its_worth_by_what_is_left_open_and_by_its_proof() -> None:
    right = an_answer()
    open_ = replace(right, plan=replace(right.plan, claimed=right.plan.value + 1))

    assert gap.missed(right, 7, ()) == ""
    assert gap.missed(right, 8, ()) == "NOT OPTIMAL"
    assert gap.missed(open_, 7, ()).startswith("LEFT OPEN")
    assert gap.missed(right, 7, ("a price",)) == "PROOF FAILS: a price"


@pytest.mark.parametrize(
    ("found", "status"), [([True] * 36, 0), ([True] * 35, 1), ([True] * 35 + [False], 1)]
)
def test_all_instances_must_be_there_and_optimal(
    found: list[bool],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
) -> None:
    monkeypatch.setattr(gap, "each", lambda: iter(found))
    monkeypatch.setenv("HEARTH_TEST_DATA", str(tmp_path))
    (tmp_path / "opt" / "gap").mkdir(parents=True)

    assert gap.main([]) == status
    assert "bar 60: met" in capsys.readouterr().out


def test_where_the_instances_are_not_there_one_sentence_says_what_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("HEARTH_TEST_DATA", str(tmp_path))

    assert gap.main([]) == 2
    assert capsys.readouterr().err.strip().endswith("name their folder with --data")
