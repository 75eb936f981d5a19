"""A picture with the table of the same numbers, and the sentence of what it says."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, the sentences under it, and the table of the same numbers."""

    title: str
    chart: Markup
    says: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
