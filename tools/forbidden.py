"""What must not stand in a file of the repository: paths of a machine, addresses in locks."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

MACHINE_PATH = re.compile(r"(?<![\w./-])(/(work|farm|root|tmp|home|Users)/|[A-Z]:\\Users\\)[\w.]")
ADDRESS = re.compile(r"\w+://|--(extra-)?index-url|--find-links")
LARGEST = 1_000_000


def found(root: Path) -> list[str]:
    """One line for each forbidden place, as file, line and what is wrong."""
    return [line for path in files(root) for line in _in_file(path, root)]


def files(root: Path) -> list[Path]:
    """The files that are, or would be, committed; all files where this is no git checkout."""
    git = shutil.which("git")
    if git and (root / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True,
            cwd=root,
            capture_output=True,
        )
        names = {Path(name.decode()) for name in listed.stdout.split(b"\0") if name}
    else:
        names = {path.relative_to(root) for path in _walk(root)}
    return [root / name for name in sorted(names) if (root / name).is_file()]


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if not entry.is_dir():
            yield entry
        elif entry.name == ".ci" or not entry.name.startswith((".", "__pycache__")):
            yield from _walk(entry)


def _in_file(path: Path, root: Path) -> Iterator[str]:
    if path.stat().st_size > LARGEST:
        return
    is_lock = path.suffix == ".lock" or "requirements" in path.name
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        place = f"{path.relative_to(root)}:{number}"
        if MACHINE_PATH.search(line):
            yield f"{place}: a path of one machine"
        if is_lock and ADDRESS.search(line):
            yield f"{place}: an address in a lock; locks hold versions and hashes only"
