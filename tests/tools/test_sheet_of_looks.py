"""One class has one look: no part of the sheet takes over what another part says of it."""

from collections import defaultdict
from pathlib import Path

LOOK = Path(__file__).parents[2] / "hearth/web/look"
ADAPTS = {"_media.scss"}  # what a reader's machine asks for changes looks on purpose


def test_a_class_of_our_own_is_described_in_one_part_of_the_sheet_alone() -> None:
    described = defaultdict(set)
    for part in LOOK.glob("_*.scss"):
        for line in part.read_text(encoding="utf-8").splitlines():
            if line.startswith(".h-") and "{" in line and part.name not in ADAPTS:
                for one in line.split("{")[0].split(","):
                    described[one.strip()].add(part.name)

    assert {one: parts for one, parts in described.items() if len(parts) > 1} == {}
