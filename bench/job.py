"""What everybody who plans is given, apart from whoever makes it: a peer loads no more of us."""

from dataclasses import dataclass

from hearth.engine.tables import Int32s, Int64s

Values = Int32s | Int64s


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What `assign` takes: indptr int64 (n+1), home int32 (e), value (e), places int32 (m)."""

    indptr: Int64s
    home: Int32s
    value: Values
    places: Int32s

    @property
    def parties(self) -> int:
        """How many parties."""
        return self.indptr.size - 1

    def columns(self) -> tuple[Int64s, Int32s, Values, Int32s]:
        """The four columns in the order in which `assign` takes them."""
        return self.indptr, self.home, self.value, self.places
