"""What every table of a programme file is read with."""

from dataclasses import dataclass, replace
from datetime import date

from hearth.core.programme import Confidence, Origin
from hearth.core.programme_file.reader import Table


@dataclass(frozen=True, slots=True)
class Head:
    """The programme and version a part belongs to, and what an origin falls back on."""

    of: str
    jurisdiction: str
    read_on: date | None

    def origin(self, table: Table) -> Origin:
        """Where the numbers of the table come from, and those of its keys named in `sources`."""
        general = self._stated(table)
        single = table.table_or_none("sources")
        if single is None:
            return general
        of_keys = tuple((key, self._of_key(table, single, key)) for key in single.raw)
        single.finish()
        return replace(general, of_keys=of_keys)

    def _of_key(self, table: Table, single: Table, key: str) -> Origin:
        if key not in table.raw:
            single.wrong(key, f"gives a source for {key!r}, which this table does not hold")
        stated = single.table(key)
        origin = self._stated(stated)
        stated.finish()
        return origin

    def _stated(self, table: Table) -> Origin:
        return Origin(
            table.text("source"),
            table.text("jurisdiction", self.jurisdiction),
            table.day("read_on", self.read_on),
            table.choice("confidence", Confidence),
        )
