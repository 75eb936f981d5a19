"""`run.py where stage=checks`: every file of one stage, floor by floor."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

FLOORS = (
    ("site",),
    ("web", "api", "cli"),
    ("entry",),
    ("actions", "queries"),
    ("store", "sim", "batch"),
    ("engine", "stats", "seal", "exchange"),
    ("core",),
    ("programmes",),
)


def files_of(stage: str, root: Path) -> Iterator[tuple[str, list[str]]]:
    """Each floor that knows the stage, from the doors down, and last the tests."""
    for floor in FLOORS:
        for folder in floor:
            found = _named(stage, root / "hearth" / folder, root)
            if found:
                yield folder, found
    found = _named(stage, root / "tests", root)
    if found:
        yield "tests", found


def _named(stage: str, folder: Path, root: Path) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix()
        for path in folder.rglob("*")
        if path.stem.removeprefix("test_") == stage
        and path.is_file()
        and "__pycache__" not in path.parts
    )


def main(words: Sequence[str], root: Path) -> int:
    """Print the files of `stage=NAME`; 1 when no floor knows that stage, 2 when none was named."""
    stage = words[0].removeprefix("stage=") if len(words) == 1 else ""
    if not stage:
        print("Say which stage, for example: run.py where stage=consent", file=sys.stderr)
        return 2
    floors = list(files_of(stage, root))
    if not floors:
        print(f"No file of any floor is named {stage}.", file=sys.stderr)
        return 1
    for floor, files in floors:
        print(f"{floor:11}", f"\n{'':12}".join(files))
    return 0
