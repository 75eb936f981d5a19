"""A file that somebody sent is read by a child that holds nothing and may do little."""

import io
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from hearth.core.errors import BadInput
from hearth.exchange import apart, sheets


def _book(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hosts.csv", b"name;area\nAda;north\n\nIda;south\n"),
        ("hosts.xlsx", _book([["name", "area"], ["Ada", "\u0434\u0456\u043c"]])),
    ],
)
def test_what_the_child_reads_is_what_would_be_read_here(name: str, content: bytes) -> None:
    assert apart.sheet_of(name, content) == sheets.sheet_of(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("list.exe", b"MZ"),
        ("broken.xlsx", b"PK\x03\x04 and then nothing"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4_000),
        ("quote.csv", b'a,b\n"never closed'),
    ],
)
def test_what_cannot_be_read_is_one_sentence_as_it_was(name: str, content: bytes) -> None:
    with pytest.raises(BadInput) as here:
        sheets.sheet_of(name, content)
    with pytest.raises(BadInput) as there:
        apart.sheet_of(name, content)

    assert str(there.value) == str(here.value)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300_000_000))

    with pytest.raises(BadInput, match="unpack"):
        apart.sheet_of("bomb.xlsx", out.getvalue())


def _child(body: str, empty: Path) -> subprocess.CompletedProcess[bytes]:
    """What becomes of this code in a process that is limited as the reader is."""
    start = (
        "import sys; sys.path[:] = sys.argv[1:]\n"
        f"from hearth.exchange import child\nchild._limit()\n{body}"
    )
    command = [sys.executable, "-I", "-c", start, *filter(None, sys.path)]
    return subprocess.run(command, check=False, cwd=empty, env={}, capture_output=True, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    "body",
    [
        "x = bytearray(4 * 1024**3)",
        "import os; os.write(os.open('never', os.O_CREAT | os.O_WRONLY), b'x')",
        "files = [open('/dev/null') for _ in range(40)]",
    ],
    ids=["memory", "writing", "many files"],
)
def test_the_child_has_little_memory_writes_nothing_and_opens_few_files(
    body: str, tmp_path: Path
) -> None:
    assert _child("pass", tmp_path).returncode == 0
    assert _child(body, tmp_path).returncode != 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has these rooms")
def test_the_child_reaches_no_machine_not_even_its_own(tmp_path: Path) -> None:
    if not apart.is_offline():
        pytest.skip("user namespaces are closed to this account")
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = server.getsockname()
        ask = f"import socket; socket.create_connection({there!r}, timeout=5)"
        reached = _child(ask, tmp_path).returncode
        alone = _child(f"child._leave_the_network()\n{ask}", tmp_path).returncode

    assert (reached, alone) == (0, 1)


def test_the_child_finds_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARTH_PASSPHRASE", "a passphrase for the keys")
    seen: list[object] = []
    real = subprocess.run

    def heard(*words: object, **named: object) -> object:
        seen.append(named["env"])
        return real(*words, **named)  # type: ignore[call-overload]  # handed on as they came

    monkeypatch.setattr(subprocess, "run", heard)
    apart.sheet_of("hosts.csv", b"name\nAda\n")

    assert seen == [{}]
    assert os.environ["HEARTH_PASSPHRASE"]


def test_a_file_on_which_the_child_gives_up_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "_START", "import os; os.abort()")

    with pytest.raises(BadInput, match="more than any list needs"):
        apart.sheet_of("hosts.csv", b"name\nAda\n")
