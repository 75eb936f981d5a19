"""An object file is bound to what it calls, or refused; never half."""

import ctypes
import platform
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.engine.kernels import compiled, kept
from hearth.engine.kernels.linked import RELOCATIONS, NotLinked, _sections, link
from hearth.engine.kernels.lists_check import first_repeat
from tests.engine.worlds import unhurried

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="object files of other machines are left to the compiler",
)


@pytest.fixture(scope="module")
def code() -> bytes:
    """An object file as the compiler leaves it."""
    asked = np.array([0, 1], np.int64), np.zeros(1, np.int32), 1
    first_repeat.made()(*asked)
    file = kept._file(compiled._kept_in(), first_repeat._name, kept.form_of(asked))
    return file.read_bytes().split(b"\n", 1)[1]


def anywhere(_: str) -> int:
    """An address for every name; nothing that is bound to it is called."""
    return id(None)


def test_code_can_be_run_and_not_written_and_nothing_that_is_written_can_be_run(
    code: bytes,
) -> None:
    image = link(code, anywhere)
    base = ctypes.addressof(ctypes.c_char.from_buffer(image.memory))
    end = base + len(image.memory)
    maps = Path("/proc/self/maps").read_text("utf-8").splitlines()
    rights = set()
    for line in maps:
        first, last = (int(one, 16) for one in line.split()[0].split("-"))
        if first < end and base < last:
            rights.add(line.split()[1])
    assert "r-xp" in rights or "r-xs" in rights
    assert not [one for one in rights if "w" in one and "x" in one]


def test_a_name_that_nobody_knows_is_refused(code: bytes) -> None:
    def nobody(name: str) -> int:
        raise LookupError(name)

    with pytest.raises(NotLinked, match="LookupError"):
        link(code, nobody)


def test_another_machine_and_another_form_are_refused(code: bytes) -> None:
    for wrong in (b"", b"MZ" + code, code[:18] + struct.pack("<H", 183) + code[20:]):
        with pytest.raises(NotLinked, match="not an object file for this machine"):
            link(wrong, anywhere)


def test_a_binding_of_another_kind_is_refused(code: bytes) -> None:
    table = next(one for one in _sections(code) if one.kind == RELOCATIONS)
    at = table.offset + 8
    wrong = code[:at] + struct.pack("<I", 4) + code[at + 4 :]
    with pytest.raises(NotLinked, match="a binding of kind 4 is not known"):
        link(wrong, anywhere)


@settings(unhurried)
@given(st.data())
def test_a_file_that_was_cut_is_refused(code: bytes, data: st.DataObject) -> None:
    with pytest.raises(NotLinked):
        link(code[: data.draw(st.integers(0, len(code) - 1))], anywhere)
