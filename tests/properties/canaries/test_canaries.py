"""A thief with every file: of all that people told us, not one word is there to be read."""

import base64
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.commands import ROOT, Hearth, a_hearth
from tests.length import LONG
from tests.once import made_once
from tests.promised import Tried
from tests.properties.plant import ACCENTED, DIGITS, TAG
from tools.promises import ELSEWHERE

PLANTED_AT_LEAST = 10_000 if LONG else 600
DEEPEST = 3  # a zip in a zip in a zip
pytestmark = pytest.mark.database


def encodings(word: str) -> Iterator[tuple[str, bytes]]:
    """Every way in which a word is commonly written down, whatever stands around it."""
    for form in {word, word.title(), word.upper(), unicodedata.normalize("NFD", word)}:
        plain = form.encode()
        yield "utf-8", plain
        yield "latin-1", form.encode("latin-1", errors="ignore")
        yield "utf-16-le", form.encode("utf-16-le")
        yield "utf-16-be", form.encode("utf-16-be")
        yield "url", quote(form).encode()
        yield "json", json.dumps(form)[1:-1].encode()
        yield "hex", plain.hex().encode()
        yield "HEX", plain.hex().upper().encode()
        for before in range(3):
            yield "base64", _inner(base64.b64encode(bytes(before) + plain), before, 6)
        for before in range(5):
            yield "base32", _inner(base64.b32encode(bytes(before) + plain), before, 5)


def _inner(coded: bytes, before: int, bits: int) -> bytes:
    """The digits that the word alone decides: none that its neighbours have a part in."""
    bare = coded.rstrip(b"=")
    first = -(-before * 8 // bits)
    return bare[first : len(bare) - 1]


NEEDLES: dict[bytes, str] = {}
for each in (TAG, ACCENTED, DIGITS):
    for coding, needle in encodings(each):
        if len(needle) >= len(TAG):
            NEEDLES.setdefault(needle, coding)
ANY_NEEDLE = re.compile(b"|".join(re.escape(one) for one in sorted(NEEDLES)))
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")


def leaks(content: bytes, deep: int = DEEPEST) -> list[str]:
    """How the words of somebody stand in these bytes, or in what is packed inside them."""
    found = [NEEDLES[match.group()] for match in ANY_NEEDLE.finditer(content)]
    if deep:
        for member in unpacked(content):
            found += [f"packed {one}" for one in leaks(member, deep - 1)]
    return found


def unpacked(content: bytes) -> Iterator[bytes]:
    """Whatever can be unpacked from any place in these bytes."""
    for match in PACKED.finditer(content):
        raw = content[match.start() :]
        if raw.startswith(b"PK"):
            yield from _members(raw)
            continue
        try:
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw)
        except zlib.error:
            continue


def _members(raw: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error):
        return


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below, with its own name as part of it."""
    return {
        str(path): path.name.encode() + b"\n" + path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def leaking(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    return {name: found for name, content in files.items() if (found := leaks(content))}


class Stolen:
    """What a thief found at three moments, and what the commands had said."""

    def __init__(self, hearth: Hearth, folder: Path) -> None:
        outside = folder / "outside"
        outside.mkdir()
        command = [sys.executable, "-m", "tests.properties.plant", str(outside)]
        with (
            (folder / "stderr").open("w") as complaints,
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=hearth.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            ) as child,
        ):
            self.said = _until_planted(child)
            self.while_open = files_of(hearth.home)
            self.copy = Path(shutil.copytree(hearth.home, folder / "stolen"))
            child.communicate()
        self.complained = (folder / "stderr").read_text()
        assert child.returncode == 0, self.complained
        self.planted = int(self.said.split()[-1])
        self.afterwards = files_of(hearth.home)
        self.rows = list(hearth.content())


def _until_planted(child: "subprocess.Popen[str]") -> str:
    """What it says up to the line that tells how much it has planted."""
    said = ""
    for line in child.stdout or ():
        said += line
        if line.startswith("planted "):
            break
    return said


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Stolen:
    return made_once(
        tmp_path_factory, "canaries", lambda folder: Stolen(a_hearth(folder / "home"), folder)
    )


def test_enough_was_planted_and_went_in(stolen: Stolen) -> None:
    assert stolen.planted >= PLANTED_AT_LEAST
    assert len(stolen.rows) > PLANTED_AT_LEAST
    assert stolen.while_open


@pytest.mark.promise(number="P4")
def test_nothing_is_in_the_files_while_the_service_runs(stolen: Stolen, tried: Tried) -> None:
    assert leaking(stolen.while_open) == {}
    tried(stolen.planted, "words looked for in every file of a running service")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_the_files_after_it_has_ended(stolen: Stolen, tried: Tried) -> None:
    assert leaking(stolen.afterwards) == {}
    tried(stolen.planted, "words looked for in every file after it has ended")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_any_row_of_any_table(stolen: Stolen, tried: Tried) -> None:
    assert leaks(b"\n".join(stolen.rows), deep=0) == []
    assert not [row for row in stolen.rows if PACKED.match(row) and leaks(row)]
    tried(stolen.planted, "words looked for in every row of every table")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_a_copy_made_as_by_a_crash_and_opened(stolen: Stolen, tried: Tried) -> None:
    file = stolen.copy / "hearth.sqlite3"
    if not file.exists():
        pytest.skip(f"{ELSEWHERE}: the database is on a server")
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("VACUUM")
    database.close()

    assert leaking(files_of(stolen.copy)) == {}
    tried(stolen.planted, "words looked for in a copy made as by a crash")


def test_nothing_was_said_on_the_way(stolen: Stolen) -> None:
    complaints = stolen.complained.splitlines()
    assert not [line for line in complaints if leaks(line.encode())]
    assert "Traceback" not in stolen.complained


@pytest.mark.parametrize("name", sorted(set(NEEDLES.values())))
def test_a_word_in_clear_would_be_found(name: str) -> None:
    for needle, coding in NEEDLES.items():
        if coding == name:
            around = b"xyz" + needle + b"abc"
            assert name in leaks(around)
            assert f"packed {name}" in leaks(b"junk" + zlib.compress(around))
            assert f"packed {name}" in leaks(b"junk" + gzip.compress(around))
            assert f"packed {name}" in leaks(b"junk" + zipped([around]))


@pytest.mark.parametrize("word", [TAG, ACCENTED, DIGITS])
def test_so_would_a_word_among_others_however_it_is_written(word: str) -> None:
    for front in ("", "a", "ab", "abc", "abcd"):
        text = f"{front}{word}hij"
        coded = text.encode()
        for written in (
            coded,
            text.encode("utf-16"),
            base64.b64encode(coded),
            base64.urlsafe_b64encode(coded),
            base64.b32encode(coded),
            coded.hex().encode(),
            quote(text).encode(),
            json.dumps([text]).encode(),
            zipped([coded]),
            zipped([zipped([coded])]),
        ):
            assert leaks(b"\0" + written + b"\0"), (word, front, written)


def test_so_would_a_word_in_one_column_of_one_row(stolen: Stolen, tmp_path: Path) -> None:
    file = tmp_path / "hearth.sqlite3"
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE host (name)")
    database.execute("INSERT INTO host VALUES (?)", (f"{TAG.title()}abcd",))
    database.commit()
    database.close()

    assert leaking({**stolen.afterwards, **files_of(tmp_path)}) == {str(file): ["utf-8"]}


def zipped(members: Iterable[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, content in enumerate(members):
            archive.writestr(f"{at}.txt", content)
    return out.getvalue()
