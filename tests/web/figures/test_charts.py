"""Charts: pictures that say what they show, and hold no style of their own."""

from xml.etree import ElementTree

import pytest

from hearth.core.errors import InvalidValue
from hearth.web.figures.charts import HIDDEN, WIDTH, Bar, bars
from hearth.web.figures.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"


def picture(*shown: Bar) -> ElementTree.Element:
    return ElementTree.fromstring(bars("Waiting", "north: 4 days", shown))[0]


def wide(drawn: ElementTree.Element) -> list[int]:
    return [int(one.attrib["width"]) for one in drawn.iter() if one.tag.endswith("rect")]


def test_the_longest_bar_is_the_widest_and_the_others_are_in_proportion() -> None:
    drawn = picture(Bar("north", 4, "4 days"), Bar("south", 2, "2 days"), Bar("east", 0, "0 days"))

    assert wide(drawn) == [WIDTH, WIDTH // 2, 1]


def test_a_number_that_is_not_told_has_the_same_outline_whatever_it_is() -> None:
    for other in (1, 400):
        drawn = picture(Bar("north", None, "fewer than 8"), Bar("south", other, "x"))
        assert wide(drawn)[0] == HIDDEN


def test_a_picture_is_named_and_told_to_who_cannot_see_it() -> None:
    drawn = picture(Bar("north", 4, "4 days"))

    names = drawn.attrib["aria-labelledby"].split()
    assert drawn.attrib["role"] == "img"
    assert [one.attrib["id"] for one in drawn[:2]] == names
    assert [one.text for one in drawn[:2]] == ["Waiting", "north: 4 days"]


def test_what_is_drawn_is_never_read_as_markup_and_has_no_style() -> None:
    made = bars("<b>", "&", [Bar("<script>", 1, '"')])

    assert "<script>" not in made
    assert "style=" not in made
    assert "&lt;script&gt;" in made


def test_no_picture_of_figures_is_made_without_what_they_mean() -> None:
    with pytest.raises(InvalidValue, match="what they mean"):
        Picture("Waiting", bars("Waiting", "", ()), (), ("Area",), ())
