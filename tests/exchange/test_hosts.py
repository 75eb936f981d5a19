"""Registers of hosts: every row wrong is refused whole, with column, problem and what is right."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import BadInput, NotReady
from hearth.exchange.host_words import HEADINGS, LivesThere, RoomOffered, Wrong
from hearth.exchange.hosts import DATES, NEEDED, PARSERS, HostRow, read_hosts
from hearth.exchange.sheets import SheetReport, guarded, read_sheet, write_marked

TODAY = date(2026, 5, 4)
PLAIN = "id,name,rooms"


def register(at: Path, *lines: str, heading: str = PLAIN, coding: str = "utf-8") -> Path:
    path = at / "hosts.csv"
    path.write_bytes("\n".join([heading, *lines]).encode(coding))
    return path


def book(at: Path, *rows: Sequence[object]) -> Path:
    path = at / "hosts.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def told(path: Path, mapping: dict[str, str] | None = None) -> tuple[list[HostRow], SheetReport]:
    return read_hosts(path, mapping, read_on=TODAY)


def problem_with(at: Path, column: str, cell: str) -> tuple[str, str]:
    """What is said of one cell in an otherwise right row."""
    hosts, report = told(register(at, f'h1,Ann,2,"{cell}"', heading=f"{PLAIN},{column}"))
    assert hosts == []
    (problem,) = report.problems
    assert (problem.row, problem.column) == (2, column)
    assert cell not in problem.problem
    return problem.problem, problem.right


def test_a_whole_row(tmp_path: Path) -> None:
    heading = (
        "Host ID,Full Name,Mobile,E-mail,Home address,Town,Lat,Long,Room sizes,Parties,"
        "Available from,Until,Step-free,Downstairs bathroom,Non-smoking,Pets,Pets welcome,"
        "Children,Gender preference,Minimum age,Maximum age,Languages spoken,Household members,"
        "DBS expiry"
    )
    row = (
        'h1,Ann Ash,+44 1632 960123,ann@example.org,"1 Elm Row",Elmton,51.5,-0.1,12m2+9.5 sqm,1,'
        '2026-06-01,31/12/2026,yes,no,Y,x,N,true,"women, non-binary",18,65,'
        'English and Ukrainian,"34 f, 36m; 8",2027-01-01'
    )

    (host,), report = told(register(tmp_path, row, heading=heading))

    assert host == HostRow(
        row=2,
        external_key="h1",
        name="Ann Ash",
        phone="+44 1632 960123",
        email="ann@example.org",
        address="1 Elm Row",
        area="Elmton",
        latitude=51.5,
        longitude=-0.1,
        rooms=(RoomOffered(12.0), RoomOffered(9.5)),
        max_parties=1,
        available_from=date(2026, 6, 1),
        available_until=date(2026, 12, 31),
        step_free=True,
        ground_floor_bath=False,
        smoke_free=True,
        pets_in_home=True,
        accepts_pets=False,
        accepts_children=True,
        accepts_genders=frozenset({"woman", "non_binary"}),
        min_age=18,
        max_age=65,
        languages=frozenset({"en", "uk"}),
        household=(LivesThere(34, "woman"), LivesThere(36, "man"), LivesThere(8)),
        vetted_until=date(2027, 1, 1),
    )
    assert (report.rows, report.right, report.problems, report.unused_columns) == (1, 1, (), ())


def test_what_is_not_said_is_not_known(tmp_path: Path) -> None:
    (host,), _ = told(register(tmp_path, "h1,Ann,2"))

    assert host.rooms == (RoomOffered(), RoomOffered())
    assert (host.step_free, host.max_parties, host.accepts_genders) == (None, None, frozenset())


def test_right_rows_come_back_beside_wrong_ones(tmp_path: Path) -> None:
    hosts, report = told(register(tmp_path, "h1,Ann,2", "h2,Ben,many", "", "h3,Cy,1"))

    assert [(host.external_key, host.row) for host in hosts] == [("h1", 2), ("h3", 5)]
    assert [(p.row, p.column) for p in report.problems] == [(3, "rooms")]
    assert (report.rows, report.right) == (3, 2)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("email", "ann at home"),
        ("phone", "none yet"),
        ("phone", "12"),
        ("max_parties", "0"),
        ("available_from", "03/04/2026"),
        ("available_from", "next week"),
        ("step_free", "maybe"),
        ("accepts_genders", "martians"),
        ("min_age", "121"),
        ("min_age", "eighteen"),
        ("languages", "klingonish"),
        ("household", "34 f, somebody 7 q"),
        ("household", "134 f"),
        ("address", "x" * 501),
    ],
)
def test_a_cell_that_cannot_be_right(tmp_path: Path, column: str, cell: str) -> None:
    problem, right = problem_with(tmp_path, column, cell)

    assert problem
    assert right


@pytest.mark.parametrize("rooms", ["0", "21", "1m2", "12m2+999m2", "big", "12m2+", "-1", "12"])
def test_rooms_are_a_number_or_floors(tmp_path: Path, rooms: str) -> None:
    hosts, report = told(register(tmp_path, f"h1,Ann,{rooms}"))

    assert bool(hosts) is (rooms == "12")
    assert bool(report.problems) is (rooms != "12")


def test_latitude_100_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = register(tmp_path, "h1,Ann,2,100,0", heading=f"{PLAIN},latitude,longitude")

    hosts, report = told(path)

    assert hosts == []
    assert report.problems[0].problem == "is no latitude"
    assert report.problems[0].right == "write degrees north between -90 and 90"
    assert len(report.problems) == 1


@pytest.mark.parametrize(
    ("columns", "cells", "blamed"),
    [
        ("latitude,longitude", "51.5,", "latitude"),
        ("latitude,longitude", ",0.1", "longitude"),
        ("min_age,max_age", "30,18", "max_age"),
        ("available_from,available_until", "2026-06-01,2026-05-01", "available_until"),
        ("area", "Elmton,and more", ""),
    ],
)
def test_cells_that_do_not_go_together(
    tmp_path: Path, columns: str, cells: str, blamed: str
) -> None:
    hosts, report = told(register(tmp_path, f"h1,Ann,2,{cells}", heading=f"{PLAIN},{columns}"))

    assert hosts == []
    assert [problem.column for problem in report.problems] == [blamed]


@pytest.mark.parametrize("row", [",Ann,2", "h1,,2", "h1,Ann,", "h1"])
def test_what_every_host_needs(tmp_path: Path, row: str) -> None:
    hosts, report = told(register(tmp_path, row))

    assert hosts == []
    assert {problem.problem for problem in report.problems} == {"is empty"}


def test_a_key_belongs_to_one_host(tmp_path: Path) -> None:
    hosts, report = told(register(tmp_path, "h1,Ann,2", "h1,Ben,1"))

    assert [host.name for host in hosts] == ["Ann"]
    assert report.problems[0].problem == "is the key of row 2 too"


def test_a_whole_column_tells_day_from_month(tmp_path: Path) -> None:
    path = register(tmp_path, "h1,Ann,2,03/04/2026", "h2,Ben,1,31/05/2026", heading=f"{PLAIN},from")

    hosts, _ = told(path)

    assert [host.available_from for host in hosts] == [date(2026, 4, 3), date(2026, 5, 31)]


def test_their_headings_are_mapped(tmp_path: Path) -> None:
    path = register(tmp_path, "h1,7,Ann,2,Elmton", heading="Gastgeber Nr,No,Name,Zimmer,Town")

    hosts, report = told(path, {"gastgeber nr": "external_key", "Zimmer": "rooms", "town": ""})

    assert [(host.external_key, host.name, host.area) for host in hosts] == [("h1", "Ann", "")]
    assert report.unused_columns == ("No", "Town")


@pytest.mark.parametrize(
    ("heading", "mapping", "said"),
    [
        ("id,name", {}, "lacks a column for rooms"),
        ("name,rooms", {}, "lacks a column for external_key"),
        ("id,name,host name,rooms", {}, "two columns for name"),
        (PLAIN, {"rooms": "beds"}, "names beds, which is no field"),
        (PLAIN, {"Zimmer": "rooms"}, "names the column Zimmer"),
    ],
)
def test_a_table_that_cannot_be_a_register(
    tmp_path: Path, heading: str, mapping: dict[str, str], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        told(register(tmp_path, "h1,Ann,2", heading=heading), mapping)


def test_every_field_has_a_parser_and_headings() -> None:
    assert set(HEADINGS) == set(PARSERS) | set(DATES)
    assert set(NEEDED) <= set(PARSERS)
    every = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_separator_and_encoding(tmp_path: Path, delimiter: str, coding: str) -> None:
    rows = ("id", "name", "rooms"), ("h1", '"M\u00fcller, Zo\u00eb"', "2")
    heading, row = (delimiter.join(cells) for cells in rows)

    (host,), _ = told(register(tmp_path, row, heading=heading, coding=coding))

    assert host.name == "M\u00fcller, Zo\u00eb"


def test_a_spreadsheet_reads_like_a_csv(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Id", "Name", "Rooms", "Lat", "Lon", "From", "Step free", "Phone"],
        [1, "Ann", 2, 51.5, -0.25, date(2026, 6, 1), True, 441632960123],
        [2, "Ben", "lots", None, None, None, False, ""],
    )

    (host,), report = told(path)

    assert (host.external_key, host.rooms) == ("1", (RoomOffered(), RoomOffered()))
    assert (host.latitude, host.longitude) == (51.5, -0.25)
    assert (host.available_from, host.step_free) == (date(2026, 6, 1), True)
    assert host.phone == "441632960123"
    assert [(p.row, p.column) for p in report.problems] == [(3, "Rooms")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("hosts.pdf", b"%PDF", "neither CSV nor XLSX"),
        ("hosts.csv", b" \n,,\n", "is empty"),
        ("hosts.csv", b'id,name,rooms\nh1,"Ann,2\nh2,Ben,1\n', "quote mark out of place"),
        ("hosts.xlsx", b"not a book", "damaged or not a spreadsheet"),
        ("hosts.xls", b"not a book", "damaged or not a spreadsheet"),
        ("hosts.xlsx", b"PK\x05\x06" + bytes(18), "damaged or not a spreadsheet"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadInput, match=said):
        told(tmp_path / name)


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        told(tmp_path / "nothing.csv")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_marked_file_is_mended_and_read_again(tmp_path: Path, kind: str) -> None:
    rows = [["id", "name", "rooms", "phone"], ["h1", "=1+1", "lots", "+44 1632 960123"]]
    path = (
        book(tmp_path, *rows[:1], ["h1", "'=1+1", "lots", "+44 1632 960123"])
        if kind == "xlsx"
        else register(tmp_path, ",".join(rows[1]), heading=",".join(rows[0]))
    )
    marked = tmp_path / f"marked.{kind}"

    write_marked(path, told(path)[1], marked)

    sheet = read_sheet(marked)
    assert sheet.columns == ("id", "name", "rooms", "phone", "problem")
    assert sheet.rows[0].cells[:4] == ("h1", "=1+1", "lots", "+44 1632 960123")
    assert sheet.rows[0].cells[4].startswith("row 2: rooms: does not tell rooms; write a number")
    _, again = told(marked)
    assert again.columns == ("id", "name", "rooms", "phone")
    assert again.unused_columns == ()


def test_nothing_in_a_marked_file_is_a_formula(tmp_path: Path) -> None:
    path = register(tmp_path, "h1,=cmd|' /C calc'!A0,lots", "@h2,-2+3,?", "+h3,Ann,?")

    write_marked(path, told(path)[1], tmp_path / "marked.csv")

    with (tmp_path / "marked.csv").open(encoding="utf-8-sig", newline="") as marked:
        cells = [cell for row in csv.reader(marked) for cell in row]
    assert len(cells) == 16
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_a_disk_that_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    report = told(register(tmp_path, "h1,Ann,lots"))[1]

    for name in ("marked.csv", "marked.xlsx"):
        with pytest.raises(NotReady, match="could not be written"):
            write_marked(tmp_path / name, report, tmp_path / "nowhere" / name)


def test_a_report_shows_no_rows_when_printed(tmp_path: Path) -> None:
    report = told(register(tmp_path, "h1,Ulrika Zyx,lots"))[1]

    assert "Ulrika" not in repr(report)


@given(st.text(max_size=20))
def test_a_guarded_cell_is_never_a_formula(cell: str) -> None:
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert guarded(cell).removeprefix("'") == cell.removeprefix("'")


@given(field=st.sampled_from(sorted(PARSERS)), cell=st.text(min_size=1, max_size=30))
def test_no_cell_breaks_its_parser(field: str, cell: str) -> None:
    try:
        PARSERS[field](cell)
    except Wrong as wrong:
        blamed = wrong
    else:
        return
    assert blamed.problem
    assert blamed.right


cells = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters='"\r\n\0'), max_size=12),
    st.sampled_from(
        ["h1", "2", "12m2+9m2", "yes", "100", "-0.1", "2026-06-01", "2199-01-01", "en"]
    ),
)


@given(rows=st.lists(st.lists(cells, min_size=3, max_size=5), max_size=6))
def test_every_row_is_right_or_has_a_problem(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("hosts") / "hosts.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerows([["id", "name", "rooms", "from", "lat"], *rows])

    hosts, report = told(path)

    assert report.right == len(hosts)
    assert report.rows == len(hosts) + len(report.failed)
    assert {row.number for row in report.failed} == {problem.row for problem in report.problems}
    assert not {host.row for host in hosts} & {row.number for row in report.failed}
    assert len({host.external_key for host in hosts}) == len(hosts)
