"""Pictures of figures that are more than bars: a value in its range, and a line under its limit.

Drawn as `charts` draws bars: attributes and classes alone, named for who cannot see them. A
table under each holds the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup, escape

WIDTH, LINE, BAND, GAP, HIGH = 320, 16, 14, 10, 120  # units of the picture
_ids = count(1)


@dataclass(frozen=True, slots=True)
class Ranged:
    """A value and two ranges round what was expected, one inside the other."""

    label: str
    text: str
    value: float
    narrow: tuple[float, float]
    wide: tuple[float, float]


def ranges(title: str, describes: str, shown: Sequence[Ranged]) -> Markup:
    """Each value as a dot, its ranges as a bar in a frame, all from 0. Cost: O(rows)."""
    most = max((max(one.value, one.wide[1]) for one in shown), default=0) or 1
    drawn = Markup("").join(
        _ranged(one, at * (LINE + BAND + GAP), (WIDTH - 14) / most) for at, one in enumerate(shown)
    )
    return _picture(title, describes, len(shown) * (LINE + BAND + GAP), drawn)


def _ranged(one: Ranged, top: int, scale: float) -> Markup:
    def box(look: str, between: tuple[float, float], high: int) -> Markup:
        return Markup(
            '<rect class="{look}" x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}"/>'
        ).format(
            look=look,
            x=between[0] * scale + 7,
            y=top + LINE + (BAND - high) // 2,
            w=max(1.0, (between[1] - between[0]) * scale),
            h=high,
        )

    return Markup(
        '<text x="0" y="{text}">{label}: {said}</text>{wide}{narrow}'
        '<circle class="h-chart__dot" cx="{x:.1f}" cy="{y}" r="5"/>'
    ).format(
        text=top + LINE - 4,
        label=escape(one.label),
        said=escape(one.text),
        wide=box("h-chart__wide", one.wide, BAND),
        narrow=box("h-chart__narrow", one.narrow, BAND - 6),
        x=one.value * scale + 7,
        y=top + LINE + BAND // 2,
    )


def line(title: str, describes: str, values: Sequence[float], limit: float) -> Markup:
    """A line from left to right that rises from 0, and the limit above it. Cost: O(values)."""
    most = max([limit, *values]) * 1.1
    apart = WIDTH / max(1, len(values))
    points = " ".join(
        f"{at * apart:.1f},{HIGH - value / most * HIGH:.1f}"
        for at, value in enumerate([0.0, *values])
    )
    y = f"{HIGH - limit / most * HIGH:.1f}"
    drawn = Markup(
        '<line class="h-chart__limit" x1="0" x2="{w}" y1="{y}" y2="{y}"/>'
        '<polyline class="h-chart__line" points="{points}"/>'
    ).format(w=WIDTH, y=y, points=points)
    return _picture(title, describes, HIGH + 2, drawn)


def _picture(title: str, describes: str, height: int, drawn: Markup) -> Markup:
    id = f"plot-{next(_ids)}"
    return Markup(
        '<div class="h-chart"><svg role="img" viewBox="0 0 {width} {height}" '
        'aria-labelledby="{id}-title {id}-about" focusable="false">'
        '<title id="{id}-title">{title}</title><desc id="{id}-about">{about}</desc>'
        "{drawn}</svg></div>"
    ).format(width=WIDTH, height=height, id=id, title=title, about=describes, drawn=drawn)
