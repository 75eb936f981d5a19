"""A proof on disk: written whole, read with care, checked again."""

import os
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hearth.core.errors import BadInput, InvalidValue, NotReady
from hearth.engine import files
from hearth.engine.assign import assign, assign_beds
from hearth.engine.files import Job, check_proof, read_proof, write_proof

INDPTR, HOME = np.array([0, 2, 3]), np.array([0, 1, 0], np.int32)
VALUE, PLACES = np.array([5, 4, 3]), np.array([1, 1], np.int32)


def ids(count: int, first: int = 0) -> tuple[str, ...]:
    return tuple(f"{first + k:032x}" for k in range(count))


def a_job(**changes: Any) -> Job:
    columns = {"indptr": INDPTR, "home": HOME, "value": VALUE, "places": PLACES}
    return Job(**{"party_ids": ids(2), "home_ids": ids(2, 50), **columns, **changes})


def a_file(folder: Path) -> Path:
    write_proof(folder / "plan.proof", a_job(), assign(INDPTR, HOME, VALUE, PLACES))
    return folder / "plan.proof"


def test_a_proof_comes_back_as_it_was_written(tmp_path: Path) -> None:
    job, plan = read_proof(a_file(tmp_path))
    assert (job.party_ids, job.home_ids) == (ids(2), ids(2, 50))
    assert job.beds_needed is None
    assert (plan.home.tolist(), plan.value, plan.bound) == ([1, 0], 7, 7)
    assert check_proof(tmp_path / "plan.proof").problems == ()


def test_a_proof_with_beds_comes_back_too(tmp_path: Path) -> None:
    needed, most = np.array([1, 1], np.int32), np.array([1, 1], np.int32)
    plan = assign_beds(INDPTR, HOME, VALUE, needed, PLACES, parties_max=most)
    write_proof(tmp_path / "beds", a_job(beds_needed=needed, parties_max=most), plan)
    assert check_proof(tmp_path / "beds").value == 7
    assert check_proof(tmp_path / "beds").problems == ()


def test_with_as_many_candidates_as_parties_beds_per_candidate_stay_so(tmp_path: Path) -> None:
    indptr, needed = np.array([0, 2, 2]), np.array([3, 1], np.int32)
    home, value, beds = np.array([0, 1], np.int32), np.array([5, 4]), np.array([2, 2], np.int32)
    plan = assign_beds(indptr, home, value, needed, beds)
    job = a_job(indptr=indptr, home=home, value=value, places=beds, beds_needed=needed)
    write_proof(tmp_path / "each", job, plan)
    assert plan.home.tolist() == [1, -1]
    assert check_proof(tmp_path / "each").problems == ()


def test_margins_come_back_and_are_checked_again(tmp_path: Path) -> None:
    needed = np.array([1, 1], np.int32)
    made = assign_beds(INDPTR, HOME, VALUE, needed, PLACES)
    plan = replace(made, margin=np.array([0, 7 * made.scale]), bound=11, gap=4 / 11)
    write_proof(tmp_path / "margins", a_job(beds_needed=needed), plan)
    _, read = read_proof(tmp_path / "margins")
    assert read.margin is not None
    assert read.margin.tolist() == [0, 7 * made.scale]
    assert "bound" in check_proof(tmp_path / "margins").problems[0]


def test_runs_that_wrap_around_are_refused_and_not_followed(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    with np.load(path) as file:
        members = {name: file[name] for name in file.files}
    members["list_indptr"] = np.array([0, 2**63 - 1, -(2**63), -1, 3])
    members["party_ids"] = np.array(ids(4), "U32")
    with path.open("wb") as out:
        np.savez(out, **members)
    with pytest.raises(BadInput):
        check_proof(path)


def test_a_wrong_plan_in_a_file_is_named(tmp_path: Path) -> None:
    plan = replace(assign(INDPTR, HOME, VALUE, PLACES), home=np.array([0, 0], np.int32))
    write_proof(tmp_path / "wrong", a_job(), plan)
    assert "home 0 is overfull" in check_proof(tmp_path / "wrong").problems[0]


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    assert a_file(tmp_path).stat().st_mode & 0o777 == 0o600


class Trap:
    """Runs when a careless reader unpickles it."""

    sprung = False

    @classmethod
    def spring(cls) -> float:
        cls.sprung = True
        return 0.0

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        return Trap.spring, ()


def test_a_file_never_runs_what_it_holds(tmp_path: Path) -> None:
    with (tmp_path / "trap").open("wb") as out:
        np.savez(out, plan_gap=np.array([Trap()], object))
    with pytest.raises(BadInput):
        check_proof(tmp_path / "trap")
    assert not Trap.sprung


@pytest.mark.parametrize("part", [0, 1, 50, 400])
def test_a_file_cut_short_is_refused(tmp_path: Path, part: int) -> None:
    path = a_file(tmp_path)
    path.write_bytes(path.read_bytes()[:part])
    with pytest.raises(BadInput, match="not whole"):
        check_proof(path)


def test_a_file_with_a_changed_byte_is_refused_or_its_plan_named(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            proof = check_proof(path)
        except BadInput:
            continue
        # What changed was no part of the proof (a date, say): then nothing else may differ.
        assert (proof.value, proof.bound, proof.problems) == (7, 7, ())


@pytest.mark.parametrize("content", [b"hello", b"\x93NUMPY", b"PK\x03\x04rest"])
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(BadInput):
        check_proof(tmp_path / "other")


def test_no_file_another_archive_and_a_lone_array_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no proof file"):
        check_proof(tmp_path / "none")
    np.savez(tmp_path / "archive.npz", home=HOME)
    with pytest.raises(BadInput, match="hearth-proof-1"):
        check_proof(tmp_path / "archive.npz")
    np.save(tmp_path / "array.npy", HOME)
    with pytest.raises(BadInput):
        check_proof(tmp_path / "array.npy")


def test_lists_that_cannot_be_are_refused_when_read(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    with np.load(path) as file:
        members = {name: file[name] for name in file.files}
    for name, forged in (
        ("list_value", np.array([5, 4, -3])),
        ("list_home", np.array([0, 0, 0], np.int32)),
        ("list_places", np.empty((0, 0), np.int32)),
        ("party_ids", np.array(["Mary", "Ann"])),
        ("party_ids", np.array([1, 2])),
        ("party_ids", np.array("0")),
        ("plan_numbers", np.array([7, 7])),
        ("plan_gap", np.array([0.0])),
    ):
        with path.open("wb") as out:
            np.savez(out, **{**members, name: forged})
        with pytest.raises(BadInput):
            check_proof(path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"party_ids": ("Mary", "Ann")}, "party_ids, row 0: must be 32 random"),
        ({"party_ids": ids(3)}, "2 different ids"),
        ({"home_ids": ids(1) * 2}, "2 different ids"),
        ({"beds_needed": np.ones(5, np.int32)}, "beds_needed"),
        ({"parties_max": np.ones(2, np.int32)}, "with beds_needed only"),
    ],
)
def test_a_job_holds_random_ids_and_fitting_columns(change: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidValue, match=says) as refused:
        a_job(**change)
    assert "Mary" not in str(refused.value)


def test_a_disk_that_refuses_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotReady, match="No space left"):
        a_file(tmp_path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["plan.proof"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="could not be written"):
        a_file(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("home_ids", np.array(7)),
        ("party_ids", np.array(1.5)),
        ("list_indptr", np.array(3)),
    ],
)
def test_a_member_of_another_form_is_refused(
    tmp_path: Path, name: str, content: np.ndarray[Any, Any]
) -> None:
    with np.load(a_file(tmp_path)) as archive:
        members = {**archive, name: content}
    with (tmp_path / "bent").open("wb") as out:
        np.savez(out, **members)
    with pytest.raises(BadInput):
        check_proof(tmp_path / "bent")


@pytest.mark.parametrize(
    "header", ["{'descr': (", "{'descr': '<i4', 'shape': (10**30,)}", "{[]: 1}", "  1\n 2", '"""']
)
def test_a_column_whose_head_is_nonsense_is_refused(tmp_path: Path, header: str) -> None:
    text = header.ljust(117).encode() + b"\n"
    with zipfile.ZipFile(tmp_path / "odd", "w") as archive:
        archive.writestr("format.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text)
    with pytest.raises(BadInput):
        check_proof(tmp_path / "odd")


def test_a_damaged_member_of_any_packing_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "lzma", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("format.npy", bytes(2000))
    whole = (tmp_path / "lzma").read_bytes()
    for at in range(30, 60):
        (tmp_path / "lzma").write_bytes(
            bytes(whole[:at]) + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        )
        with pytest.raises(BadInput):
            check_proof(tmp_path / "lzma")


def test_a_name_too_long_for_a_file_is_no_proof_file() -> None:
    with pytest.raises(BadInput, match="no proof file"):
        check_proof(Path("x" * 5000))


NOTHING = 1 << 16  # bytes of a hollow column; a real one could as well be terabytes


def hollow(folder: Path, name: str, kind: str, *, rows: int, packing: int) -> Path:
    """A proof one of whose columns says that it holds so many rows, and holds NOTHING."""
    path, bent = a_file(folder), folder / "bent"
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({rows},), }}\n".encode()
    body = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + bytes(NOTHING)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bent, "w") as new:
        for member in old.namelist():
            if member == f"{name}.npy":
                new.writestr(member, body, packing)
            else:
                new.writestr(member, old.read(member))
    return bent


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("plan_price", "<i8", NOTHING // 8),
        ("list_home", "<i4", NOTHING // 4),
        ("list_value", "<i8", 1 << 40),
        ("plan_numbers", "<i8", NOTHING // 8),
        ("plan_home", f"|V{NOTHING}", 1),
        ("format", f"|S{NOTHING}", 1),
    ],
)
def test_a_small_file_that_would_grow_without_end_is_refused_before_it_is_read(
    tmp_path: Path, name: str, kind: str, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(files, "read_array", never)
    with pytest.raises(BadInput, match="cannot be read"):
        check_proof(hollow(tmp_path, name, kind, rows=rows, packing=zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_can_make_a_file_a_million_times_smaller_is_refused(
    tmp_path: Path, packing: int
) -> None:
    with zipfile.ZipFile(a_file(tmp_path)) as old, zipfile.ZipFile(tmp_path / "new", "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member), packing)
    with pytest.raises(BadInput, match="cannot be read"):
        check_proof(tmp_path / "new")


def test_a_column_followed_by_more_than_it_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        check_proof(hollow(tmp_path, "plan_price", "<i8", rows=2, packing=zipfile.ZIP_STORED))


def test_a_proof_of_many_random_ids_is_read(tmp_path: Path) -> None:
    many = 3_000
    rng = np.random.default_rng(1)
    names = [row.tobytes().hex() for row in rng.integers(0, 256, (2 * many, 16), np.uint8)]
    lists = np.arange(many + 1), np.arange(many, dtype=np.int32), np.full(many, 5)
    places = np.ones(many, np.int32)
    job = Job(tuple(names[:many]), tuple(names[many:]), *lists, places)
    write_proof(tmp_path / "many", job, assign(*lists, places))
    assert check_proof(tmp_path / "many").problems == ()
