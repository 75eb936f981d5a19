import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import NotReady
from hearth.store import folder as folders
from hearth.store.folder import Folder, only_writer, prepare, write_whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions are kept otherwise")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_folder_that_is_named_is_the_folder_that_is_used(tmp_path: Path) -> None:
    assert folders.chosen({"HEARTH_HOME": str(tmp_path / "a")}).path == tmp_path / "a"


def test_without_a_name_it_is_the_data_folder_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")

    with_xdg = folders.chosen({"XDG_DATA_HOME": "/data"})
    with_relative_xdg = folders.chosen({"XDG_DATA_HOME": "data", "HEARTH_HOME": ""})

    assert with_xdg.path == Path("/data/hearth")
    assert with_relative_xdg.path == Path.home() / ".local/share/hearth"


def test_choosing_a_folder_makes_nothing(home: Path) -> None:
    folders.chosen({"HEARTH_HOME": str(home)})

    assert not home.exists()


def test_a_new_folder_and_all_in_it_is_for_its_owner_alone(home: Path) -> None:
    folder = prepare(Folder(home))
    (folder.logs / "today").write_text("")

    assert {mode(path) for path in (home, folder.keys, folder.logs, folder.exports)} == {0o700}
    assert mode(folder.logs / "today") == 0o600


def test_a_folder_of_ours_that_was_opened_is_closed_again(home: Path) -> None:
    folder = prepare(Folder(home))
    home.chmod(0o755)
    folder.keys.chmod(0o750)

    prepare(folder)

    assert (mode(home), mode(folder.keys)) == (0o700, 0o700)


def test_a_folder_full_of_other_things_is_left_alone(home: Path) -> None:
    home.mkdir()
    (home / "letter.txt").write_text("dear")
    home.chmod(0o755)

    with pytest.raises(NotReady, match="holds other things"):
        prepare(Folder(home))

    assert mode(home) == 0o755
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


def test_a_file_in_its_place_is_refused(home: Path) -> None:
    home.write_text("a file")

    with pytest.raises(NotReady, match="is a file where a folder should be"):
        prepare(Folder(home))
    with pytest.raises(NotReady, match="inside a file"):
        prepare(Folder(home / "deeper"))


def test_the_folder_of_another_account_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(Folder(home))
    somebody_else = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody_else)

    with pytest.raises(NotReady, match="belongs to another account"):
        prepare(Folder(home))


def test_a_folder_that_stays_open_to_others_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(Folder(home))
    home.chmod(0o777)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)

    with pytest.raises(NotReady, match="cannot be closed"):
        prepare(Folder(home))


def test_a_start_that_was_cut_short_goes_on(home: Path) -> None:
    home.mkdir()
    (home / "..hearth.0123").write_text("half")

    prepare(Folder(home))

    assert (home / "keys").is_dir()


@given(old=st.binary(max_size=20), new=st.binary(max_size=20))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, old: bytes, new: bytes
) -> None:
    path = tmp_path_factory.mktemp("whole") / "key"

    write_whole(path, old)
    write_whole(path, new)

    assert path.read_bytes() == new
    assert mode(path) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("moment", ["fsync", "write", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    write_whole(tmp_path / "key", b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if moment == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(os, {"fsync": "fsync", "write": "fdopen"}[moment], full)
    with pytest.raises(NotReady, match="key: the disk is full"):
        write_whole(tmp_path / "key", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert (tmp_path / "key").read_bytes() == b"old"


SECOND = """
import sys
from pathlib import Path
from hearth.core.errors import NotReady
from hearth.store.folder import Folder, only_writer
try:
    with only_writer(Folder(Path(sys.argv[1])), doing="town"):
        print("written")
except NotReady as no:
    print(no)
"""


def second_writer(home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SECOND, str(home)], check=True, capture_output=True, text=True
    )
    return done.stdout


def test_a_second_writer_is_told_who_is_writing(home: Path) -> None:
    folder = prepare(Folder(home))

    with only_writer(folder, doing="import"):
        meanwhile = second_writer(home)
    afterwards = second_writer(home)

    assert f"(import, process {os.getpid()})" in meanwhile
    assert "written" not in meanwhile
    assert afterwards == "written\n"


def test_a_writer_may_ask_again_inside_its_own_work(home: Path) -> None:
    folder = prepare(Folder(home))

    with only_writer(folder, doing="town"), only_writer(folder, doing="preparing the tables"):
        meanwhile = second_writer(home)

    assert "(town, process" in meanwhile


def test_the_lock_goes_when_the_work_fails_and_can_be_had_again(home: Path) -> None:
    folder = prepare(Folder(home))

    with pytest.raises(ZeroDivisionError), only_writer(folder, doing="import"):
        raise ZeroDivisionError

    assert second_writer(home) == "written\n"
    with only_writer(folder, doing="town"):
        assert "(town, process" in second_writer(home)
