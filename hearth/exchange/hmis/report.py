"""The account of every row of an import: kept, mended, refused or not used, and why.

A finding names file, line, column and the record's key; never a name, a date of birth
or any other value of the row.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TextIO


class Verdict(StrEnum):
    """What became of a row, or of the part of it that a finding is about."""

    KEPT = "kept"
    MENDED = "mended"
    NOT_USED = "not used"
    REFUSED = "refused"


GRAVITY: Mapping[Verdict, int] = {verdict: rank for rank, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing. `line` counts from 1 in the file; 0 means the whole file."""

    file: str
    line: int
    column: str
    key: str
    verdict: Verdict
    problem: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class FileCount:
    """Rows of one file and what became of them; the four always add up to `rows`."""

    rows: int = 0
    kept: int = 0
    mended: int = 0
    refused: int = 0
    not_used: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All counts by file name, and all findings in the order they were made."""

    files: Mapping[str, FileCount]
    findings: tuple[Finding, ...]

    @property
    def total(self) -> FileCount:
        """The counts of all files together."""
        counts = self.files.values()
        return FileCount(*(sum(getattr(c, f.name) for c in counts) for f in fields(FileCount)))

    def about(self, file: str, verdict: Verdict | None = None) -> list[Finding]:
        """Findings of one file, of one verdict if given."""
        return [
            f for f in self.findings if f.file == file and (verdict is None or f.verdict == verdict)
        ]

    def to_csv(self, out: TextIO) -> None:
        """Write every finding as one line of CSV, with a heading."""
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([f.name for f in fields(Finding)])
        names = [f.name for f in fields(Finding)]
        writer.writerows([getattr(finding, name) for name in names] for finding in self.findings)

    def to_json(self, out: TextIO) -> None:
        """Write counts and findings as one JSON object."""
        json.dump(
            {
                "files": {name: asdict(count) for name, count in self.files.items()},
                "findings": [asdict(finding) for finding in self.findings],
            },
            out,
            ensure_ascii=False,
        )


class Journal:
    """Collects findings and counts while an export is read."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[Verdict, int]] = {}
        self._findings: list[Finding] = []

    def note(self, finding: Finding) -> None:
        """Write one finding down."""
        self._findings.append(finding)

    def about_file(self, file: str, verdict: Verdict, problem: str, mend: str = "") -> None:
        """Write down something about a file as a whole."""
        self.note(Finding(file, 0, "", "", verdict, problem, mend))

    def count(self, file: str, verdicts: Iterable[Verdict]) -> None:
        """Add rows of `file` by what became of them."""
        counts = self._counts.setdefault(file, dict.fromkeys(Verdict, 0))
        for verdict in verdicts:
            counts[verdict] += 1

    def count_many(self, file: str, verdict: Verdict, rows: int) -> None:
        """Add `rows` rows of `file` that all came to the same."""
        self.count(file, ())
        self._counts[file][verdict] += rows

    def close(self) -> Report:
        """The finished report."""
        files = {
            name: FileCount(
                rows=sum(by.values()),
                kept=by[Verdict.KEPT],
                mended=by[Verdict.MENDED],
                refused=by[Verdict.REFUSED],
                not_used=by[Verdict.NOT_USED],
            )
            for name, by in sorted(self._counts.items())
        }
        return Report(files, tuple(self._findings))
