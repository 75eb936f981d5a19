"""A picture with the table of the same numbers, and the sentence of what it says."""

from dataclasses import dataclass

from markupsafe import Markup

from hearth.core.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, the sentences under it, and the table of the same numbers.

    Raises InvalidValue without a sentence: a number beside which nothing says what it means is read
    as what somebody fears or hopes.
    """

    title: str
    chart: Markup
    says: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.says:
            raise InvalidValue("a picture of figures has a sentence that says what they mean")
