"""What was compiled once is run later without the compiler, and says the same."""

import importlib
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.engine.kernels import compiled, kept
from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import sort_row
from hearth.engine.kernels.lists_check import first_repeat
from hearth.engine.ready import make_ready
from tests.engine.worlds import unhurried

bound_here = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="compiled code is bound without the compiler on Linux and x86-64 alone",
)

START, HOMES = np.array([0, 2], np.int64), np.array([0, 1], np.int32)


def in_another_process(code: str) -> str:
    """What a process that starts from nothing prints; it must end well."""
    make_ready()
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def kept_code(of: Any, *given: Any) -> Callable[..., Any]:
    """The code that is kept of a kernel for such arguments; it is made if it was not yet."""
    of.made()(*given)
    found = kept.find(compiled._kept_in(), of._name, given)
    assert found is not None
    return found


@bound_here
def test_a_service_that_starts_again_loads_no_compiler() -> None:
    code = (
        "import sys; from hearth.engine.ready import make_ready; make_ready();"
        "print({'numba', 'llvmlite'} & set(sys.modules))"
    )
    assert in_another_process(code) == "set()"


@bound_here
def test_the_compiler_can_be_loaded_after_kept_code_was_run() -> None:
    code = (
        "import numpy as np; from hearth.engine.ready import _plans; _plans();"
        "from hearth.engine.kernels.lists import sort_row;"
        "home, value = np.arange(3, dtype=np.int32), np.arange(3); sort_row.made();"
        "sort_row(home, value, 0, 3); print(home.tolist())"
    )
    assert in_another_process(code) == "[2, 1, 0]"


@bound_here
@settings(unhurried)
@given(st.integers(0, 60), st.sampled_from([1, 3, 10**9]), st.integers(0, 2**32))
def test_kept_code_does_what_the_compiler_made_and_what_is_written(
    size: int, most: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    home, value = rng.permutation(size).astype(np.int32), rng.integers(0, most + 1, size)
    again = kept_code(sort_row, home[:0].copy(), value[:0].copy(), 0, 0)
    done = [(home.copy(), value.copy()) for _ in range(3)]
    for way, row in zip((again, sort_row.made(), sort_row.py_func), done, strict=True):
        way(*row, 0, size)
    for row in done[1:]:
        assert np.array_equal(row[0], done[0][0])
        assert np.array_equal(row[1], done[0][1])


@bound_here
def test_what_goes_wrong_inside_kept_code_is_said_as_ever() -> None:
    again = kept_code(first_repeat, START, HOMES, 2)
    with pytest.raises(MemoryError):
        again(START, HOMES, 1 << 60)
    with pytest.raises(ValueError, match="negative"):
        again(START, HOMES, -1)
    with pytest.raises(OverflowError):
        again(START, HOMES, 1 << 70)


READ_ONLY = HOMES.copy()
READ_ONLY.flags.writeable = False
OTHERS = {
    "of other numbers": HOMES.astype(np.int64),
    "with gaps": np.zeros(4, np.int32)[::2],
    "of another machine": HOMES.astype(">i4"),
    "of two dimensions": HOMES.reshape(1, 2),
    "that is read-only": READ_ONLY,
    "that is none": [0, 1],
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_an_array_is_not_given_to_code_made_for_another(other: Any) -> None:
    first_repeat.made()(START, HOMES, 2)
    assert kept.find(compiled._kept_in(), first_repeat._name, (START, other, 2)) is None


@bound_here
def test_arguments_that_differ_in_form_are_told_apart_and_those_that_do_not_are_not() -> None:
    tell = kept.teller()
    assert tell is not None
    alike = [tell((START, HOMES, n)) for n in (0, 2, 1 << 40)]
    assert len(set(alike)) == 1
    mixed = [one for name, one in OTHERS.items() if name not in {"of another machine"}]
    forms = {tell((START, one, 2)) for one in mixed[:-1]} | {alike[0], tell((START, HOMES, 2.0))}
    assert len(forms) == len(mixed) + 1


@bound_here
def test_a_file_that_is_not_what_it_says_is_left_alone(tmp_path: Path) -> None:
    name, asked = first_repeat._name, (START, HOMES, 2)
    kept_code(first_repeat, *asked)
    one = kept._file(compiled._kept_in(), name, kept.form_of(asked))
    whole = one.read_bytes()
    for wrong in (b"", whole[:-100], b"{}\n" + whole, whole.replace(b'"form": "', b'"form": " ')):
        (tmp_path / one.name).write_bytes(wrong)
        assert kept.find(tmp_path, name, asked) is None
    (tmp_path / one.name).write_bytes(whole)
    assert kept.find(tmp_path, name, asked) is not None


class Pair(NamedTuple):
    one: int
    other: int


def test_code_whose_answer_only_the_compiler_can_hand_over_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_kept_in", lambda: tmp_path)
    monkeypatch.setattr(compiled._numba().config, "CACHE_DIR", str(tmp_path))

    @kernel
    def doubled(row: Any) -> Any:
        return row * 2

    @kernel
    def both(row: Any) -> Any:
        return Pair(row[0], row[1])

    @kernel
    def added(row: Any) -> Any:
        return row[0] + row[1], row[0] < row[1]

    assert doubled(np.arange(3)).tolist() == [0, 2, 4]
    assert both(np.arange(3)) == Pair(0, 1)
    assert added(np.arange(3)) == (1, True)
    assert [file.name.split(".")[1] for file in tmp_path.glob("*.o")] == ["added"]


def test_what_one_processor_runs_is_not_given_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    here = compiled._digest()
    monkeypatch.setattr(compiled, "_processor", lambda: ("x86_64", "flags: fewer"))
    assert compiled._digest() != here
    monkeypatch.undo()
    monkeypatch.setenv("NUMBA_OPT", "0")
    assert compiled._digest() != here


def test_without_the_parts_of_the_compiler_that_are_known_nothing_kept_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone() -> Any:
        raise LookupError("numba")

    monkeypatch.setattr(kept, "_dispatcher", gone)
    assert kept.teller() is None
    assert importlib.import_module("numba") is not None
