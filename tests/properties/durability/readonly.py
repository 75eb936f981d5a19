"""A folder that its own account may only read, for tests: also where that account is root."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# linux/capability.h: whoever has it writes past every mode, as root does.
CAP_DAC_OVERRIDE = 1 << 1
VERSION_3 = 0x20080522


class _Asked(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Rights(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
        ("later", ctypes.c_uint32 * 3),
    )


@contextmanager
def only_read(folder: Path, *, files_alone: bool = False) -> Iterator[None]:
    """Nothing in the folder may be written, nor (but for `files_alone`) anything made there."""
    files = [one for one in folder.iterdir() if one.is_file()]
    modes = {one: one.stat().st_mode for one in (*files, folder)}
    for one in files:
        one.chmod(0o444)
    if not files_alone:
        folder.chmod(0o555)
    try:
        with _as_everybody():
            yield
    finally:
        for one, mode in modes.items():
            if one.exists():
                one.chmod(mode)


@contextmanager
def _as_everybody() -> Iterator[None]:
    """Without root's right to write past every mode. Of this thread alone."""
    if os.geteuid() != 0:
        yield
        return
    if not sys.platform.startswith("linux"):
        pytest.skip("we run as root, who writes past every mode")
    libc = ctypes.CDLL(None, use_errno=True)
    us, rights = _Asked(VERSION_3, 0), _Rights()
    assert libc.capget(ctypes.byref(us), ctypes.byref(rights)) == 0
    before = rights.effective
    rights.effective &= ~CAP_DAC_OVERRIDE
    assert libc.capset(ctypes.byref(us), ctypes.byref(rights)) == 0
    try:
        yield
    finally:
        rights.effective = before
        assert libc.capset(ctypes.byref(us), ctypes.byref(rights)) == 0
