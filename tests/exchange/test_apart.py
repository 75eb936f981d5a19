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
from tests.promised import Tried


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
        ("hosts.csv", "name;area\nZoë;Nord\n".encode("cp1252")),
        ("hosts.csv", "name;area\nZoë;Nord\n".encode("utf-16")),
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
    """What becomes of this code in a process that is limited as the reader is, before its door."""
    start = (
        "import sys; sys.path[:] = sys.argv[1:]\n"
        f"from hearth.exchange import child, shut\nchild._limit()\n{body}"
    )
    command = [sys.executable, "-I", "-c", start, *filter(None, sys.path)]
    return subprocess.run(
        command, check=False, cwd=empty, env={}, input=b"", capture_output=True, timeout=60
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    "body",
    [
        "x = bytearray(4 * 1024**3)",
        "import os; os.write(os.open('never', os.O_CREAT | os.O_WRONLY), b'x')",
    ],
    ids=["memory", "writing"],
)
def test_the_child_has_little_memory_and_writes_nothing(body: str, tmp_path: Path) -> None:
    assert _child("pass", tmp_path).returncode == 0
    assert _child(body, tmp_path).returncode != 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.promise(number="P7")
@pytest.mark.parametrize("lock", ["shut.no_more_files()", "shut.landlock()", "shut.shut()"])
def test_behind_the_shut_door_no_file_of_the_service_is_opened(
    lock: str, tmp_path: Path, tried: Tried
) -> None:
    key, empty = tmp_path / "keys" / "service.json", tmp_path / "empty"
    key.parent.mkdir()
    key.write_text("a private key")
    empty.mkdir()
    ask = f"import os; os.write(1, open({str(key)!r}, 'rb').read())"
    if "landlock" in lock and not _has_landlock(tmp_path):
        pytest.skip("this system has no Landlock")

    assert _child(ask, empty).stdout == b"a private key"
    after = _child(f"{lock}\n{ask}", empty)
    assert (after.stdout, after.returncode) == (b"", 1)
    assert after.stderr.splitlines()[-1].startswith((b"OSError: [Errno 24]", b"PermissionError"))
    tried(1, f"a key file asked for by its whole path in the reader of uploads, {lock}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.promise(number="P7")
def test_the_reader_shuts_its_door_before_it_reads(tmp_path: Path, tried: Tried) -> None:
    key = tmp_path / "key.json"
    key.write_text("a private key")
    reads = f"lambda name, content: {{'found': open({str(key)!r}).read()}}"
    broken = f"child._LOADED = {{'sheet': lambda: {reads}}}\nsys.argv[1:] = ['sheet', 'a']\n"

    opened = _child(f"{broken}child.shut = lambda: None\nchild.main()", tmp_path)
    shut = _child(f"{broken}child.main()", tmp_path)

    assert b"a private key" in opened.stdout
    assert (shut.stdout, shut.returncode) == (b"", 1)
    tried(1, "a broken reader of uploads asks for a key file by its whole path")


@pytest.mark.promise(number="P7")
@pytest.mark.parametrize(
    "act",
    [
        "os.unlink({key!r})",
        "os.rename({key!r}, {key!r} + '.old')",
        "os.truncate({key!r}, 0)",
        "os.mkdir({key!r} + '.d')",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
    ],
    ids=["deleting", "renaming", "emptying", "making", "running", "signalling"],
)
def test_behind_the_shut_door_nothing_outside_is_changed(
    act: str, tmp_path: Path, tried: Tried
) -> None:
    if not _has_landlock(tmp_path):
        pytest.skip("this system has no Landlock")
    key = tmp_path / "key.json"
    key.write_text("a private key")

    done = _child(f"import os\nshut.shut()\n{act.format(key=str(key))}", tmp_path)

    assert done.stderr.splitlines()[-1].startswith(b"PermissionError")
    assert [one.name for one in tmp_path.iterdir()] == ["key.json"]
    assert key.read_text() == "a private key"
    tried(1, "acts of the reader of uploads on what is outside of it")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_behind_the_shut_door_no_process_begins(tmp_path: Path) -> None:
    """As an account without rights: of root the system counts no processes."""
    alone = "import os\nif os.geteuid() == 0: os.setuid(65534)\n"

    assert _child(f"{alone}os._exit(os.fork() and 0)", tmp_path).returncode == 0
    done = _child(f"{alone}shut.shut()\nos.fork()", tmp_path)
    assert done.stderr.splitlines()[-1].startswith(b"BlockingIOError")


def _has_landlock(empty: Path) -> bool:
    return _child("sys.exit(not shut.landlock())", empty).returncode == 0


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
