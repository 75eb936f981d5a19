import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import environment, forbidden, sizes, start, where
from tools.environment import Environment, NotPossible

REPOSITORY = Path(__file__).parents[2]
MAIN = """
import json, os, sys
def main():
    print(json.dumps({"words": sys.argv[1:], "from": os.getcwd()}))
    return 7
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A whole small repository: our run.py and tools, nothing to install, one command."""
    root = tmp_path / "repository"
    shutil.copytree(REPOSITORY / "tools", root / "tools")
    shutil.copytree(REPOSITORY / "tests", root / "tests", ignore=lambda *_: {"core", "store"})
    shutil.copy(REPOSITORY / "run.py", root)
    for lock in environment.LOCKS.values():
        (root / lock).write_text("")
    (root / "hearth" / "cli").mkdir(parents=True)
    (root / "hearth" / "cli" / "main.py").write_text(MAIN)
    return root


def run(root: Path, *words: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "run.py"), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=at or root)


def test_an_old_python_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (REPOSITORY / "run.py").read_text()
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is Python 3\.9"):
        exec(compile(source, "run.py", "exec"), {"__name__": "__main__"})


def test_the_refusal_can_be_read_by_any_python() -> None:
    young = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.FunctionDef, ast.Starred)

    tree = ast.parse((REPOSITORY / "run.py").read_text(), feature_version=(3, 0))

    assert not [node for node in ast.walk(tree) if isinstance(node, young)]


def test_a_word_reaches_the_command_with_its_folder_and_brings_its_status_back(
    repository: Path, tmp_path: Path
) -> None:
    caller = tmp_path / "caller"
    (caller / "hearth").mkdir(parents=True)
    (caller / "hearth" / "__init__.py").write_text("raise SystemExit('somebody else')")

    done = run(repository, "import", "hmis", "../x.zip", "--json", at=caller)

    assert json.loads(done.stdout) == {
        "words": ["import", "hmis", "../x.zip", "--json"],
        "from": str(caller),
    }
    assert done.returncode == 7


def test_the_second_start_installs_nothing_and_says_nothing(repository: Path) -> None:
    first = run(repository, "walk")
    second = run(repository, "walk")

    assert "Making Hearth's own environment" in first.stderr
    assert second.stderr == ""
    assert second.returncode == 7


@pytest.mark.parametrize("stage", ["environment", "lock"])
def test_what_was_made_for_another_place_or_lock_is_made_again(
    repository: Path, stage: str
) -> None:
    run(repository, "walk")
    if stage == "lock":
        (repository / "requirements.lock").write_text("# other packages\n")
    else:
        repository = repository.rename(repository.with_name("moved"))

    again = run(repository, "walk")

    assert "Making Hearth's own environment" in again.stderr
    assert again.returncode == 7


def test_an_interrupted_start_leaves_no_stamp_and_mends_itself(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Environment(repository)

    def cut(*_: object) -> None:
        (made.folder / "half").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(Environment, "_install", cut)
    with pytest.raises(KeyboardInterrupt):
        made.make_ready("runtime")
    assert not made.is_ready("runtime")
    monkeypatch.undo()

    made.make_ready("runtime")

    assert made.is_ready("runtime")
    assert not (made.folder / "half").exists()


def test_two_starts_at_once_make_one_environment(repository: Path) -> None:
    command = [sys.executable, str(repository / "run.py"), "walk"]
    pipe = subprocess.PIPE

    both = [subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    said = [each.communicate()[1] for each in both]

    assert [each.returncode for each in both] == [7, 7]
    assert "".join(said).count("Making Hearth's own environment") == 1


def test_the_set_for_tests_serves_the_commands_too(repository: Path) -> None:
    made = Environment(repository)

    made.make_ready("dev")

    assert made.is_ready("runtime")


def test_without_an_installer_the_package_to_install_is_named(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Environment, "_ways", lambda _: iter(()))

    with pytest.raises(NotPossible, match="sudo apt install python3-pip"):
        Environment(repository).make_ready("runtime")


def a_wheel(folder: Path) -> Path:
    """The smallest package that can be installed."""
    wheel = folder / "kind-1-py3-none-any.whl"
    about = "kind-1.dist-info/"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("kind.py", "")
        file.writestr(about + "METADATA", "Metadata-Version: 2.1\nName: kind\nVersion: 1\n")
        file.writestr(
            about + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(about + "RECORD", "")
    return wheel


@pytest.mark.parametrize(
    ("promised", "status"),
    [(None, 1), ("0" * 64, 1), ("what it is", 7)],
    ids=["not hashed", "another hash", "its own hash"],
)
def test_only_a_package_that_is_what_the_lock_says_is_installed(
    repository: Path, promised: str | None, status: int
) -> None:
    wheel = a_wheel(repository)
    if promised == "what it is":
        promised = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = f"kind @ {wheel.as_uri()}" + (f" --hash=sha256:{promised}" if promised else "")
    (repository / "requirements.lock").write_text(lock)

    done = run(repository, "walk")

    assert done.returncode == status
    assert ("could not be installed, for the reason above" in done.stderr) is (status == 1)
    assert Environment(repository).is_ready("runtime") is (status == 7)


@pytest.mark.parametrize("lock", environment.LOCKS.values())
@pytest.mark.parametrize("most", [1, 2, 3, 500])
def test_installers_side_by_side_install_what_one_alone_would(lock: str, most: int) -> None:
    text = (REPOSITORY / lock).read_text()

    parts = environment.shares(text, most)

    assert len(parts) <= most
    assert all(part.strip() for part in parts)
    assert sorted("".join(parts).splitlines()) == sorted(text.splitlines())
    assert all("--hash=sha256:" in part.splitlines()[-1] for part in parts)


def test_of_installers_side_by_side_the_one_that_fails_is_heard(tmp_path: Path) -> None:
    says = "import sys; part = open(sys.argv[-1]).read(); print(part); sys.exit('no' in part)"
    way = [sys.executable, "-c", says]

    assert environment._side_by_side(way, ["yes", "no"], tmp_path).strip() == "no"
    assert environment._side_by_side(way, ["yes", "yes"], tmp_path) == ""


@pytest.mark.parametrize("wish", [{}, {"PYTHONDONTWRITEBYTECODE": "1"}])
def test_what_python_translates_is_kept_in_our_own_folder(
    repository: Path, wish: dict[str, str]
) -> None:
    command = Environment(repository)
    told = command.for_commands({**wish, "HOME": "/somewhere"})

    assert Path(told["PYTHONPYCACHEPREFIX"]).is_relative_to(command.folder)
    assert "PYTHONDONTWRITEBYTECODE" not in told
    assert told["HOME"] == "/somewhere"


def test_where_somebody_keeps_what_python_translates_is_left_to_them(repository: Path) -> None:
    told = Environment(repository).for_commands({"PYTHONPYCACHEPREFIX": "/theirs"})

    assert told["PYTHONPYCACHEPREFIX"] == "/theirs"


def test_a_full_disk_is_one_sentence(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Environment, "_install", full)

    with pytest.raises(NotPossible, match="the disk is full"):
        Environment(repository).make_ready("runtime")


def test_nothing_at_all_shows_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main([]) == 0
    assert "run.py demo" in capsys.readouterr().out


def test_where_lists_a_stage_from_the_doors_to_the_core(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("hearth/cli", "hearth/core", "hearth/store/models", "tests/core"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "hearth/core/checks.py").touch()
    (tmp_path / "hearth/store/models/checks.py").touch()
    (tmp_path / "hearth/core/offer.py").touch()
    (tmp_path / "tests/core/test_checks.py").touch()

    assert where.main(["stage=checks"], tmp_path) == 0

    assert capsys.readouterr().out.split() == [
        "store",
        "hearth/store/models/checks.py",
        "core",
        "hearth/core/checks.py",
        "tests",
        "tests/core/test_checks.py",
    ]


@pytest.mark.parametrize(("words", "status"), [(["stage=nothing"], 1), ([], 2), (["a", "b"], 2)])
def test_where_says_when_it_cannot_tell(words: list[str], status: int, tmp_path: Path) -> None:
    assert where.main(words, tmp_path) == status


@pytest.mark.parametrize("lock", environment.LOCKS.values())
def test_every_locked_package_is_pinned_and_hashed_and_no_address_is_kept(lock: str) -> None:
    text = (REPOSITORY / lock).read_text()
    packages = [part for part in text.replace("\\\n", "").splitlines() if part]

    assert "://" not in text
    assert all("==" in package and "--hash=sha256:" in package for package in packages)


def test_each_lock_holds_all_of_the_smaller_ones() -> None:
    runtime, dev, bench = (
        {line.split(";")[0].rstrip(" \\") for line in _lock(kind)}
        for kind in ("runtime", "dev", "bench")
    )

    assert runtime <= dev <= bench


def _lock(kind: str) -> list[str]:
    return (REPOSITORY / environment.LOCKS[kind]).read_text().splitlines()


def numbered(count: int) -> Iterator[str]:
    return (f"    x = {number}" for number in range(count))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n".join(["def f() -> None:", *numbered(60)]), []),
        ("\n".join(["def f() -> None:", *numbered(61)]), ["f has 61 lines, at most 60"]),
        ("\n".join(["# size: a table", "def f() -> None:", *numbered(61)]), []),
        (
            "\n".join(["# size: ", "def f() -> None:", *numbered(61)]),
            ["f has 61 lines, at most 60"],
        ),
        ("\n".join(["@njit", "def f() -> None:", *numbered(80)]), []),
        ("\n".join(["def f() -> None:", '    """Two', '    lines."""', *numbered(60)]), []),
        ("def f(a, b, c, d, *, e, f, g, h): ...", []),
        ("def f(a, b, c, d, *, e, f, g, h, i): ...", ["f takes 9 parameters, at most 8"]),
        ("\n".join(["x = 1", ""] * 400), []),
        ("\n".join(["x = 1"] * 401), ["401 lines, at most 400"]),
        ("\n".join(["# size: a table", *["x = 1"] * 401]), []),
    ],
)
def test_what_is_too_large_is_named_unless_it_says_why(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    (tmp_path / "hearth").mkdir()
    (tmp_path / "hearth" / "a.py").write_text(text)

    assert [line.split(": ")[-1] for line in sizes.too_large(tmp_path)] == said


def test_a_folder_of_more_than_thirty_entries_is_named(tmp_path: Path) -> None:
    (tmp_path / "hearth" / "migrations").mkdir(parents=True)
    for number in range(30):
        (tmp_path / "hearth" / f"a{number}.py").touch()
        (tmp_path / "hearth" / "migrations" / f"a{number}.py").touch()

    assert sizes.too_large(tmp_path) == ["hearth: 31 entries, at most 30"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.md", "see {0}work/main", "a path of one machine"),
        ("a.md", "see C:{0}", "a path of one machine"),
        ("a.md", "see docs{0}tmp/x and https:{0}{0}example.org{0}home/x", None),
        ("requirements.lock", "--index-url x", "an address in a lock; locks hold versions"),
        ("requirements.lock", "a @ https:{0}{0}example.org", "an address in a lock"),
        ("requirements.lock", "a==1 --hash=sha256:00", None),
    ],
)
def test_forbidden_text_is_found(tmp_path: Path, name: str, text: str, said: str | None) -> None:
    mark = "\\Users\\x" if "C:" in text else "/"
    (tmp_path / name).write_text(text.format(mark))

    found = forbidden.found(tmp_path)

    assert bool(found) is (said is not None)
    assert all(line.startswith(f"{name}:1: {said}") for line in found)


def test_looking_at_a_ready_environment_reads_three_files_and_starts_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Environment(repository)
    made.make_ready("runtime")
    monkeypatch.setattr(subprocess, "run", None)
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr(environment, "lock", None)

    made.make_ready("runtime")


def test_a_repository_that_may_not_be_written_still_starts_when_it_is_ready(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Environment(repository)
    made.make_ready("runtime")
    monkeypatch.setattr(Path, "mkdir", None)

    made.make_ready("runtime")

    assert os.access(made.python, os.X_OK)
