"""`hearth import` and `hearth export`."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.progress import Progress
from hearth.cli.station import Station, open_station
from hearth.core.commands import Command
from hearth.core.errors import BadInput, NotReady
from hearth.exchange import hmis, hosts, sheets
from hearth.exchange.hmis.report import Report
from hearth.store.folder import write_whole

if TYPE_CHECKING:
    from hearth.actions.exchange.hmis import Imported
    from hearth.actions.exchange.hosts import ImportedHosts

SHOWN = 12  # kinds of finding printed for people; every single one is in the report


def import_hmis(path: Path, programme: str, report: Path | None, *, as_json: bool) -> int:
    """Read an export, enter everybody, and account for every row."""
    progress = Progress()
    export = hmis.read(
        path, read_on=now().date(), progress=lambda file, rows: progress.show(f"{file}: {rows:,}")
    )
    if report is not None:
        _write_report(export.report, report)
    station = open_station(Command.IMPORT_HMIS)
    progress.show("sealing and writing")
    done = _enter_hmis(station, export, programme)
    progress.end()
    value: dict[str, Any] = {
        "source": export.source.key,
        "version": export.source.csv_version,
        "names_hashed": export.source.names_hashed,
        **asdict(done),
        "changed_anything": done.changed_anything,
        "rows": asdict(export.report.total),
        "files": {name: asdict(count) for name, count in export.report.files.items()},
        "findings": [asdict(one) for one in export.report.findings],
    }
    say.answer(value, as_json=as_json, lines=_told(value, export.report, report))
    all_is_well = export.people and not export.report.total.refused
    return say.DONE if all_is_well else say.NOT_ALL


def _enter_hmis(station: Station, export: hmis.Export, programme: str) -> "Imported":
    from hearth.actions.exchange.hmis import import_hmis as enter
    from hearth.store import database, folder

    with (
        folder.only_writer(station.folder, doing="importing an export"),
        database.in_one_sentence(),
    ):
        return enter(export, programme=programme, by=station.duty, now=now())


def _write_report(report: Report, path: Path) -> None:
    out = StringIO()
    report.to_csv(out)
    try:
        write_whole(path, out.getvalue().encode())
    except OSError as error:
        raise NotReady(f"{path.name} cannot be written: {error.strerror}") from error


def _told(value: Mapping[str, Any], report: Report, written: Path | None) -> Iterable[str]:
    people, stays, parties = value["people"], value["stays"], value["parties"]
    yield f"{value['source']}, HMIS CSV {value['version']}"
    yield ""
    yield from say.table(
        ["", "new", "changed", "the same"],
        [
            [name, f"{one['new']:,}", f"{one['changed']:,}", f"{one['unchanged']:,}"]
            for name, one in (("people", people), ("stays", stays), ("parties", parties))
        ],
    )
    yield ""
    rows = value["rows"]
    yield (
        f"{rows['rows']:,} rows: {rows['kept']:,} kept, {rows['mended']:,} mended, "
        f"{rows['refused']:,} refused, {rows['not_used']:,} of files Hearth has no use for"
    )
    yield f"{value['in_need']:,} parties need a home; {value['cases_opened']:,} cases opened"
    yield ""
    yield from _findings(report, written)


def _findings(report: Report, written: Path | None) -> Iterable[str]:
    kinds = Counter((one.file, one.column, one.problem, one.mend) for one in report.findings)
    for (file, column, problem, mend), count in kinds.most_common(SHOWN):
        where = f"{file}, {column}" if column else file
        yield f"{count:>6,} x {where}: {problem}" + (f" ({mend})" if mend else "")
    if len(kinds) > SHOWN:
        yield f"       and {len(kinds) - SHOWN} other kinds"
    if kinds and written is None:
        yield "Each with its file and line: repeat with --report FILE, or with --json"


def import_hosts(
    path: Path,
    programme: str,
    mapping: Path | None,
    register: str,
    marked: Path | None,
    *,
    as_json: bool,
) -> int:
    """Read a register, enter the right rows, and mark the others."""
    found, report = hosts.read_hosts(path, _mapping(mapping), read_on=now().date())
    if marked is not None:
        sheets.write_marked(path, report, marked)
    station = open_station(Command.IMPORT_HOSTS)
    done = _enter_hosts(station, found, register, programme)
    value = {
        "rows": report.rows,
        "right": report.right,
        **asdict(done),
        "problems": [asdict(one) for one in report.problems],
        "columns_not_used": list(report.unused_columns),
    }
    say.answer(value, as_json=as_json, lines=_told_hosts(done, report, marked))
    return say.DONE if report.right == report.rows else say.NOT_ALL


def _mapping(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path.name} is no mapping in TOML: {error}") from error
    wrong = next((key for key, field in raw.items() if not isinstance(field, str)), None)
    if wrong is not None:
        raise BadInput(f'{path.name}: {wrong} should be "their heading" = "our field"')
    return raw


def _enter_hosts(
    station: Station, found: list[hosts.HostRow], register: str, programme: str
) -> "ImportedHosts":
    from hearth.actions.exchange.hosts import import_hosts as enter
    from hearth.store import database, folder

    with (
        folder.only_writer(station.folder, doing="importing a register"),
        database.in_one_sentence(),
    ):
        return enter(found, register=register, programme=programme, by=station.duty, now=now())


def _told_hosts(
    done: "ImportedHosts", report: sheets.SheetReport, marked: Path | None
) -> Iterable[str]:
    tally = done.hosts
    yield f"{report.rows:,} rows: {tally.new:,} new hosts, {tally.changed:,} changed, " + (
        f"{tally.unchanged:,} the same, {report.rows - report.right:,} refused"
    )
    for problem in report.problems[:SHOWN]:
        yield f"row {problem.row}, {problem.column}: {problem.problem}; {problem.right}"
    if report.problems and marked is None:
        yield "To get the failed rows back with their problems: repeat with --marked FILE"
    if report.unused_columns:
        yield f"Columns not used: {', '.join(report.unused_columns)}"


def export_hmis(path: Path, source: str | None, *, as_json: bool) -> int:
    """Write an export for other services."""
    station = open_station(Command.EXPORT_HMIS)
    from hearth.actions.exchange.out import export_hmis as export_of
    from hearth.entry import leaving

    done = export_of(source=source, by=station.duty, now=now())
    leaving.write(done.let, path)
    shared = done.export
    value = {"people": len(shared.people), "stays": len(shared.stays), "file": path.name}
    line = f"{path.name}: {len(shared.people):,} people, {len(shared.stays):,} stays"
    say.answer(value, as_json=as_json, lines=[line, "Nobody whom a victim service knows is in it."])
    return say.DONE
