"""Whatever is wrong with what comes in: one sentence, a status, and nothing half-written."""

import contextlib
import fcntl
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hearth.cli.main import main
from tests.cli.commands import COMMAND, ROOT, Hearth, Said, a_hearth
from tests.exchange.hmis.exports import FILES, files, folder, zipped

Check = Callable[[], None]
LOCKED = 0x1  # flag of a zip entry that asks for a password

pytestmark = pytest.mark.database


def is_one_sentence(said: Said, *words: str) -> None:
    """Refused in one line that names these things, without a trace of the program."""
    assert said.status not in (0, 3)
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.sentence.startswith("hearth: ")
    for word in words:
        assert word in said.sentence, said.sentence
    told = [line for line in said.err.strip().splitlines() if " s  " not in line]
    assert len(told) == 1, said.err


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., None]:
    """Run a command in this process; it must refuse before it has touched any service."""
    home = tmp_path / "untouched"
    monkeypatch.setenv("HEARTH_HOME", str(home))

    def run(*words: object, naming: tuple[str, ...] = ()) -> None:
        monkeypatch.setattr(sys, "argv", ["hearth", *map(str, words)])
        status = main()
        caught = capsys.readouterr()
        is_one_sentence(Said(status, caught.out, caught.err), *naming)
        assert not home.exists()
        assert not [path for path in tmp_path.rglob("*") if ".part" in path.name]

    return run


def an_export(at: Path, **changed: str) -> Path:
    """An ordinary export as a zip, with some files otherwise."""
    otherwise = {f"{name}.csv": text for name, text in changed.items()}
    return zipped(at / "export.zip", {**FILES, **otherwise})


def test_files_that_are_no_export(tmp_path: Path, refused: Callable[..., None]) -> None:
    text = tmp_path / "letter.zip"
    text.write_text("Dear all")
    empty = tmp_path / "empty.zip"
    empty.touch()
    cut = an_export(tmp_path)
    cut.write_bytes(cut.read_bytes()[:-200])
    bare = tmp_path / "bare"
    bare.mkdir()

    refused("import", "hmis", text, naming=("letter.zip", "zip"))
    refused("import", "hmis", empty, naming=("empty.zip", "zip"))
    refused("import", "hmis", cut, naming=("export.zip", "zip"))
    refused("import", "hmis", bare, naming=("bare", "Export.csv"))
    refused("import", "hmis", tmp_path / "nowhere.zip", naming=("nowhere.zip",))


def test_a_zip_that_asks_for_a_password(tmp_path: Path, refused: Callable[..., None]) -> None:
    path = an_export(tmp_path)
    whole = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + flags] |= LOCKED
            at = whole.find(mark, at + 1)
    path.write_bytes(whole)

    refused("import", "hmis", path, naming=("export.zip", "password"))


def test_a_zip_damaged_inside(tmp_path: Path, refused: Callable[..., None]) -> None:
    path = an_export(tmp_path)
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("Client.csv").header_offset + 60
    whole = bytearray(path.read_bytes())
    whole[at : at + 40] = bytes(40)
    path.write_bytes(whole)

    refused("import", "hmis", path, naming=("Client.csv",))


def test_an_empty_file_and_a_missing_column(tmp_path: Path, refused: Callable[..., None]) -> None:
    without = FILES["Client.csv"].replace("DOB,", "Born,", 1)

    refused("import", "hmis", an_export(tmp_path, Client=without), naming=("Client.csv", "DOB"))
    refused("import", "hmis", an_export(tmp_path, Client=""), naming=("Client.csv",))


def test_a_register_that_is_none(tmp_path: Path, refused: Callable[..., None]) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    bare = tmp_path / "bare.csv"
    bare.write_text("id,rooms\n1,1\n")
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04 no book")

    refused("import", "hosts", empty, naming=("empty.csv",))
    refused("import", "hosts", bare, naming=("bare.csv", "name"))
    refused("import", "hosts", book, naming=("book.xlsx",))
    refused("import", "hosts", tmp_path, naming=(tmp_path.name,))
    refused("import", "hosts", tmp_path / "gone.csv", naming=("gone.csv",))


def test_a_mapping_with_a_slip(tmp_path: Path, refused: Callable[..., None]) -> None:
    sheet = tmp_path / "hosts.csv"
    sheet.write_text("id,name,rooms\n1,Ada,1\n")
    slip = tmp_path / "map.toml"
    slip.write_text('"id" = "external_key\n')

    refused("import", "hosts", sheet, "--map", slip, naming=("map.toml", "line 1"))
    slip.write_text('"id" = "external_kez"\n')
    refused("import", "hosts", sheet, "--map", slip, naming=("external_kez",))


def test_a_proof_that_is_none(tmp_path: Path, refused: Callable[..., None]) -> None:
    path = tmp_path / "plan.proof"
    path.write_bytes(b"it is proven")

    refused("proof", path, naming=("plan.proof",))
    refused("proof", tmp_path / "gone", naming=("gone",))
    refused("proof", tmp_path, naming=(tmp_path.name,))


def test_an_unknown_programme(town: Hearth, unharmed: Check) -> None:
    said = town.run("town", "--homes", 1, "--programme", "nightstopp")

    is_one_sentence(said, "nightstop")
    unharmed()


def test_an_unknown_programme_for_an_export(town: Hearth, unharmed: Check, tmp_path: Path) -> None:
    said = town.run("import", "hmis", an_export(tmp_path), "--programme", "blnk")

    is_one_sentence(said, "blank")
    unharmed()


def test_a_case_that_is_none(town: Hearth, unharmed: Check) -> None:
    is_one_sentence(town.run("shortlist", "somebody"), "case")
    is_one_sentence(town.run("shortlist", "0" * 32))
    unharmed()


def test_days_that_cannot_be_and_a_family_that_cannot_be_are_told_line_by_line(
    town: Hearth, tmp_path: Path
) -> None:
    changed = files(
        Client="c,Cid,Ash,2199-01-01,1,0,2026-01-01 10:00:00,\na,Ada,Ash,1980-01-02,1,0,,\n",
        Enrollment="3,b,p,2199-03-01,h2,1,,\n4,a,p,2026-02-01,h3,1,,\n5,b,p,2026-02-01,h3,1,,\n",
    )
    said = town.run("import", "hmis", zipped(tmp_path / "odd.zip", changed), "--json")

    assert said.status == 3, said.err  # rows were refused
    found = {(one["file"], one["line"]) for one in said.value["findings"]}
    assert {("Client.csv", 4), ("Client.csv", 5), ("Enrollment.csv", 4)} <= found
    assert any(file == "Enrollment.csv" and line in (5, 6) for file, line in found)


def test_rows_of_a_register_that_cannot_be_are_refused_one_by_one(
    town: Hearth, tmp_path: Path
) -> None:
    sheet = tmp_path / "hosts.csv"
    long = "x" * 40_000
    sheet.write_bytes(
        b"id,name,rooms,lat,lon\n"
        b"1,Ada,1,100,0\n"
        b"2,Bo\0b,1,,\n"
        b"2,Eve,1,,\n" + f"4,{long},1,,\n".encode() + b"5,Flo,1,51,0\n"
    )
    marked = tmp_path / "marked.csv"
    said = town.run("import", "hosts", sheet, "--marked", marked, "--json")

    assert said.status == 3, said.err
    assert "Traceback" not in said.err
    assert {one["row"] for one in said.value["problems"]} == {2, 4, 5}
    assert said.value["hosts"]["new"] == 2
    assert "Eve" in marked.read_text("utf-8-sig")


def test_a_second_writer_waits_for_the_first(town: Hearth, unharmed: Check, tmp_path: Path) -> None:
    with (town.home / "writer.lock").open("w") as lock:
        lock.write("importing an export, process 1")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = town.run("import", "hmis", an_export(tmp_path))

    is_one_sentence(said, "another command", "importing an export")
    unharmed()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("mine")

    is_one_sentence(a_hearth(home).run("town", "--homes", 1), "home", "file")
    assert home.read_text() == "mine"


def test_a_home_that_holds_other_things(tmp_path: Path) -> None:
    (tmp_path / "novel.txt").write_text("Chapter 1")

    is_one_sentence(a_hearth(tmp_path).run("town", "--homes", 1), "other things")
    assert [path.name for path in tmp_path.iterdir()] == ["novel.txt"]


@pytest.mark.parametrize("said_before", ["Correct horse", ""])
def test_a_wrong_or_missing_passphrase(
    town: Hearth, unharmed: Check, tmp_path: Path, said_before: str
) -> None:
    lock_keys(town, "battery staple")
    environ = {"HEARTH_PASSPHRASE": said_before}

    said = town.run("import", "hmis", an_export(tmp_path), environ=environ)

    is_one_sentence(said, "passphrase")
    assert "horse" not in said.err
    unharmed()


def lock_keys(hearth: Hearth, passphrase: str) -> None:
    """Put the keys of a service under a passphrase."""
    program = (
        "import sys; from uuid import UUID\n"
        "from hearth.cli.station import prepare_django; prepare_django()\n"
        "from django.conf import settings\n"
        "from hearth.store import keyring\n"
        "for name in ('duty', 'lead', 'service'):\n"
        "    who = keyring.sign_in(settings.HEARTH_FOLDER, name, None)\n"
        "    keyring.write(settings.HEARTH_FOLDER, name, who, sys.argv[1])\n"
    )
    command = [sys.executable, "-c", program, passphrase]
    subprocess.run(command, check=True, cwd=ROOT, env=hearth.environ)


def test_a_key_file_that_is_gone(town: Hearth, unharmed: Check, tmp_path: Path) -> None:
    key = town.home / "keys" / "duty.json"
    key.rename(tmp_path / "duty.json")

    is_one_sentence(town.run("import", "hmis", an_export(tmp_path)), "duty.json")
    (tmp_path / "duty.json").rename(key)
    unharmed()


@pytest.fixture
def embedded(town: Hearth) -> Hearth:
    """A service whose database is a file."""
    if town.dsn:
        pytest.skip("its database is not a file")
    return town


def test_a_database_that_is_cut_short(embedded: Hearth, tmp_path: Path) -> None:
    file = embedded.home / "hearth.sqlite3"
    os.truncate(file, file.stat().st_size // 2)

    is_one_sentence(embedded.run("import", "hmis", an_export(tmp_path)), "database", "damaged")


def test_a_database_that_is_something_else(embedded: Hearth, tmp_path: Path) -> None:
    (embedded.home / "hearth.sqlite3").write_bytes(b"no database at all" * 100)

    said = embedded.run("match")

    is_one_sentence(said, "database")


def test_a_database_that_somebody_else_holds(
    embedded: Hearth, unharmed: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(embedded.home / "hearth.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    hasty = (
        "import hearth.store.database as d; d.SECONDS_TO_WAIT = 0\n"
        "from hearth.cli.main import main; raise SystemExit(main())"
    )
    command = [sys.executable, "-c", hasty, "import", "hmis", str(an_export(tmp_path))]
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=embedded.environ, capture_output=True, text=True
    )
    other.close()

    is_one_sentence(Said(done.returncode, done.stdout, done.stderr), "somebody else is writing")
    unharmed()


def test_a_disk_that_is_full(embedded: Hearth, unharmed: Check, tmp_path: Path) -> None:
    most = (embedded.home / "hearth.sqlite3").stat().st_size + 1
    export = many_people(tmp_path, 400)

    said = embedded.run(
        "import",
        "hmis",
        export,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )

    is_one_sentence(said, "disk")
    unharmed()


def test_a_home_that_may_only_be_read(embedded: Hearth, unharmed: Check, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("whoever may do everything may write everywhere")
    embedded.home.chmod(0o500)
    said = embedded.run("import", "hmis", an_export(tmp_path))
    embedded.home.chmod(0o700)

    is_one_sentence(said, "write")
    unharmed()


def test_a_report_and_an_export_with_nowhere_to_go(
    town: Hearth, unharmed: Check, tmp_path: Path
) -> None:
    nowhere = tmp_path / "no" / "such" / "folder"
    reported = town.run("import", "hmis", an_export(tmp_path), "--report", nowhere / "report.csv")

    is_one_sentence(reported, "report.csv")
    unharmed()
    is_one_sentence(town.run("match", "--proof", nowhere / "plan"), "proof")


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_is_stopped_has_written_nothing(
    town: Hearth, unharmed: Check, tmp_path: Path, which: signal.Signals
) -> None:
    export = many_people(tmp_path, 3_000)
    child = subprocess.Popen(
        [*COMMAND, "import", "hmis", str(export)],
        cwd=ROOT,
        env=town.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    is_writing(town, child)
    child.send_signal(which)
    out, err = child.communicate()

    if which is signal.SIGINT:
        assert child.returncode == 130
        is_one_sentence(Said(child.returncode, out, err), "Nothing is half done")
    assert child.returncode != 0
    assert out == ""
    unharmed()
    again = town.run("import", "hmis", export, "--json")
    assert again.value["people"]["new"] == 3_002


def is_writing(hearth: Hearth, child: subprocess.Popen[str]) -> None:
    """Return once the command has written into the lock that it is the one who writes."""
    lock = hearth.home / "writer.lock"
    while not (lock.exists() and lock.read_text().endswith(f"process {child.pid}")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.01)
            raise AssertionError("it had ended before it could be stopped")


def many_people(at: Path, count: int) -> Path:
    """An export of so many more people, each in a household of their own."""
    more = "".join(f"k{n},Kit,Ash,1980-01-02,1,0,2026-01-01 10:00:00,\n" for n in range(count))
    stays = "".join(f"s{n},k{n},p,2026-01-05,hh{n},1,116,\n" for n in range(count))
    return zipped(at / "many.zip", files(Client=more, Enrollment=stays))


def test_nothing_of_the_person_is_in_what_goes_wrong(town: Hearth, tmp_path: Path) -> None:
    shutil.rmtree(town.home / "exports")
    bad = files(Client="zq7KEY,Quillonia,Vexworth,no date at all,1,0,whenever,\n")
    said = town.run("import", "hmis", folder(tmp_path / "odd", bad), "--json")

    assert "Quillonia" not in said.out + said.err
    assert "Vexworth" not in said.out + said.err
