"""Charts as pictures made on the server: bars with their labels, for every page that counts.

A picture is drawn by presentation attributes and classes alone, for no page may hold a style of
its own. It names what it shows for who cannot see it; a table under it holds the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup, escape

from hearth.web import words

WIDTH, LINE, BAR, GAP = 320, 16, 14, 10  # units of the picture, about a pixel on a small phone
HIDDEN = 40  # how long the outline is that stands for a number not told

_ids = count(1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None: not told. `text` is the number with its unit, as it is read."""

    label: str
    value: int | None
    text: str
    second: bool = False


def bars(title: str, describes: str, shown: Sequence[Bar]) -> Markup:
    """A picture of these bars, longest the widest, all from 0. Cost: O(bars)."""
    id, from_right = f"chart-{next(_ids)}", words.direction() == "rtl"
    most = max((one.value or 0 for one in shown), default=0) or 1
    height = len(shown) * (LINE + BAR + GAP)
    drawn = Markup("").join(
        _bar(one, at * (LINE + BAR + GAP), most, from_right) for at, one in enumerate(shown)
    )
    return Markup(
        '<div class="h-chart"><svg role="img" viewBox="0 0 {width} {height}" '
        'aria-labelledby="{id}-title {id}-about" focusable="false">'
        '<title id="{id}-title">{title}</title><desc id="{id}-about">{about}</desc>'
        "{drawn}</svg></div>"
    ).format(width=WIDTH, height=height, id=id, title=title, about=describes, drawn=drawn)


def _bar(one: Bar, top: int, most: int, from_right: bool) -> Markup:
    wide = HIDDEN if one.value is None else max(1, round(WIDTH * one.value / most))
    look = "h-chart__hidden" if one.value is None else "h-chart__bar"
    if one.second and one.value is not None:
        look += " h-chart__bar--second"
    return Markup(
        '<text x="{start}" y="{text}">{label}: {said}</text>'
        '<rect class="{look}" x="{left}" y="{bar}" width="{wide}" height="{high}"/>'
    ).format(
        start=WIDTH if from_right else 0,
        text=top + LINE - 4,
        label=escape(one.label),
        said=escape(one.text),
        look=look,
        left=WIDTH - wide if from_right else 0,
        bar=top + LINE,
        wide=wide,
        high=BAR,
    )
