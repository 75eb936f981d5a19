"""The look of the pages: what the sheets may say, and what they weigh."""

import re
from pathlib import Path

import pytest

from tools.look import LOOK, STATIC

COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
SIDES = re.compile(r"\b(?:margin|padding|border)-(?:left|right)\b|\btext-align: (?:left|right)\b")
PARTS = sorted(LOOK.glob("_*.scss"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_colours_are_named_in_one_place_so_that_the_dark_page_has_them_too(part: Path) -> None:
    if part.name != "_colours.scss":
        assert COLOUR.findall(part.read_text("utf-8")) == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_sides_are_those_of_the_text_so_that_arabic_pages_mirror(part: Path) -> None:
    assert SIDES.findall(part.read_text("utf-8")) == []


def test_nothing_of_the_sheets_asks_another_host_or_wears_anothers_dress() -> None:
    for name in ("hearth.css", "hearth-rtl.css"):
        sheet = (STATIC / name).read_text("utf-8")
        assert "url(" not in sheet
        assert "@font-face" not in sheet
        assert "GDS" not in sheet
        assert "crown" not in sheet


def test_a_colour_that_is_used_is_there_in_every_light() -> None:
    named = set(re.findall(r"(--h-[a-z-]+):", (LOOK / "_colours.scss").read_text("utf-8")))
    used = {
        name for part in PARTS for name in re.findall(r"var\((--h-[a-z-]+)\)", part.read_text())
    }

    assert used <= named


def test_the_scripts_carry_no_map_of_where_they_came_from() -> None:
    for script in STATIC.glob("*.js"):
        assert "sourceMappingURL" not in script.read_text("utf-8")
