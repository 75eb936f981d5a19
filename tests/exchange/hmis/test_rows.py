"""What becomes of a row: kept, mended or refused, with file, line and column."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.exchange import hmis
from hearth.exchange.dates import Order, order_of, read_moment
from hearth.exchange.hmis import Answer, Export, Verdict
from hearth.exchange.hmis.values import Disability
from tests.exchange.hmis.exports import FILES, TODAY, files, folder, read

CLIENT = "c,Cy,Oak,1990-01-01,1,0,2026-01-01 10:00:00,"


def said(export: Export, file: str) -> list[tuple[int, str, Verdict]]:
    return [(f.line, f.column, f.verdict) for f in export.report.about(file)]


def adds_up(export: Export) -> bool:
    counts = [*export.report.files.values(), export.report.total]
    return all(c.rows == c.kept + c.mended + c.refused + c.not_used for c in counts)


def test_a_sound_export_has_nothing_to_tell(tmp_path: Path) -> None:
    export = read(tmp_path, files())

    assert export.report.findings == ()
    assert export.households["h"].members == ("a", "b")
    assert export.households["h"].head == "a"
    assert adds_up(export)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Cy,Oak,1990-01-01,1,0,,", "PersonalID"),
        ("a,Cy,Oak,1990-01-01,1,0,,", "PersonalID"),
        ("c,Cy,Oak,2199-01-01,1,0,,", "DOB"),
        ("c,Cy,Oak,1990-01-01,1", ""),
    ],
)
def test_a_person_is_refused(tmp_path: Path, row: str, column: str) -> None:
    export = read(tmp_path, files(Client=row + "\n"))

    assert said(export, "Client.csv") == [(4, column, Verdict.REFUSED)]
    assert list(export.people) == ["a", "b"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("3,z,p,2026-01-05,h,2,,", "PersonalID"),
        ("3,a,z,2026-01-05,h2,1,,", "ProjectID"),
        ("3,a,p,2199-01-05,h2,1,,", "EntryDate"),
        ("3,a,p,soon,h2,1,,", "EntryDate"),
        ("3,a,p,,h2,1,,", "EntryDate"),
        ("3,a,p,2026-01-06,h,2,,", "HouseholdID"),
    ],
)
def test_a_stay_is_refused(tmp_path: Path, row: str, column: str) -> None:
    export = read(tmp_path, files(Enrollment=row + "\n"))

    assert said(export, "Enrollment.csv") == [(4, column, Verdict.REFUSED)]
    assert list(export.stays) == ["1", "2"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,9,a,2026-02-01,410", "EnrollmentID"),
        ("x,1,b,2026-02-01,410", "PersonalID"),
        ("x,1,a,2025-12-31,410", "ExitDate"),
        ("x,1,a,2199-12-31,410", "ExitDate"),
    ],
)
def test_an_exit_is_refused_and_the_stay_stays_open(tmp_path: Path, row: str, column: str) -> None:
    export = read(tmp_path, files(Exit=row + "\n"))

    assert said(export, "Exit.csv") == [(2, column, Verdict.REFUSED)]
    assert export.stays["1"].left_on is None


def test_a_second_exit_is_refused(tmp_path: Path) -> None:
    export = read(tmp_path, files(Exit="x,1,a,2026-02-01,410\ny,1,a,2026-03-01,410\n"))

    assert said(export, "Exit.csv") == [(3, "EnrollmentID", Verdict.REFUSED)]
    assert export.stays["1"].left_on == date(2026, 2, 1)


def test_the_exit_of_a_refused_stay_is_refused_with_it(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        files(Enrollment="3,a,p,2026-01-06,h,2,,\n", Exit="x,3,a,2026-02-01,410\n"),
    )

    assert said(export, "Exit.csv") == [(2, "EnrollmentID", Verdict.REFUSED)]
    assert adds_up(export)


def test_a_person_may_come_back_to_a_household_in_another_part(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        files(Enrollment="3,b,p,2026-02-01,h,5,,\n", Exit="x,2,b,2026-02-01,410\n"),
    )

    assert len(export.stays) == 3


def test_a_refused_stay_stands_in_no_later_stays_way(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        files(
            Enrollment="3,b,p,2026-01-06,h,5,,\n4,b,p,2026-02-02,h,5,,\n",
            Exit="x,2,b,2026-02-01,410\n",
        ),
    )

    assert said(export, "Enrollment.csv") == [(4, "HouseholdID", Verdict.REFUSED)]
    assert set(export.stays) == {"1", "2", "4"}


def test_deleted_rows_are_left_out(tmp_path: Path) -> None:
    export = read(tmp_path, files(Client=CLIENT + "2026-02-02\n"))

    assert said(export, "Client.csv") == [(4, "DateDeleted", Verdict.NOT_USED)]
    assert "c" not in export.people
    assert export.report.files["Client.csv"].not_used == 1


@pytest.mark.parametrize(
    ("relations", "problem"), [("2", "names no head"), ("1", ""), ("99", "names no head")]
)
def test_a_household_without_one_head_is_kept_and_named(
    tmp_path: Path, relations: str, problem: str
) -> None:
    text = FILES["Enrollment.csv"].replace("h,1,116", f"h,{relations},116")

    export = read(tmp_path, {**files(), "Enrollment.csv": text})

    assert export.households["h"].problem == problem
    assert export.households["h"].head == "a"
    assert bool(export.report.about("Enrollment.csv", Verdict.KEPT)) == bool(problem)


def test_a_stay_without_a_household_is_a_household_of_one(tmp_path: Path) -> None:
    export = read(tmp_path, files(Enrollment="3,a,p,2026-01-05,,,116,\n"))

    household = export.households[export.stays["3"].household]

    assert (household.members, household.problem) == (("a",), "")
    assert said(export, "Enrollment.csv") == [(4, "HouseholdID", Verdict.MENDED)]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b'c,Cy,"Oak,1990-01-01,1,0,,\n', ["Oak"]),
        (b'c,Cy,Oak",1990-01-01,1,0,,\n', ["Oak"]),
        (b'c,"C"y",Oak,1990-01-01,1,0,,\n', ["Oak"]),
        (b'c,Cy,"""Oak""",1990-01-01,1,0,,\n', ["Oak"]),
        (b'c,Cy,"Oak,1990-01-01,1,0,,\nd,Di,Elm,1990-01-01,1,0,,\n', ["Oak", "Elm"]),
        (b"c,Cy, Oak ,1990-01-01,1,0,,\n", ["Oak"]),
        (b"c,Cy,Oak,1990-01-01,1,0,,,,\n", ["Oak"]),
        (b"c,Cy,Oak\x00,1990-01-01,1,0,,\n", ["Oak"]),
        (b"c,Cy,Mu\xf1oz,1990-01-01,1,0,,\n", ["Mu\xf1oz"]),
        (b"c,Cy,Oak\x81,1990-01-01,1,0,,\n", ["Oak\x81"]),
    ],
)
def test_a_person_is_mended(tmp_path: Path, raw: bytes, names: list[str]) -> None:
    contents: dict[str, str | bytes] = {**files(), "Client.csv": FILES["Client.csv"].encode() + raw}

    export = read(tmp_path, contents)

    assert [p.last_name for p in export.people.values()][2:] == names
    assert said(export, "Client.csv")[0] == (4, said(export, "Client.csv")[0][1], Verdict.MENDED)
    assert export.report.files["Client.csv"].mended == 1


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows = 'c,"Cy\nthe second",Oak,1990-01-01,1,0,,\n\nd,Di,Elm,2199-01-01,1,0,,\n'

    export = read(tmp_path, files(Client=rows))

    assert said(export, "Client.csv") == [(7, "DOB", Verdict.REFUSED)]
    assert export.people["c"].first_name == "Cy\nthe second"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_line_ending_and_any_mark_reads_the_same(
    tmp_path: Path, ending: str, coding: str
) -> None:
    turned = {n: t.replace("\n", ending).encode(coding) for n, t in files().items()}

    assert hmis.same_people(read(tmp_path, turned), read(tmp_path, files()))


@pytest.mark.parametrize("between", [0, 1, 150])
def test_two_stray_quotes_swallow_nobody(tmp_path: Path, between: int) -> None:
    rows = [f"p{n},Cy,Oak,1990-01-01,1,0,,\n" for n in range(between)]
    last = "z,Zo,Yew,2199-01-01,1,0,,\n"

    export = read(
        tmp_path,
        files(
            Client='c,Cy,"Oak,1990-01-01,1,0,,\n'
            + "".join(rows)
            + 'd,Di,Elm",1990-01-01,1,0,,\n'
            + last
        ),
    )

    assert len(export.people) == between + 4
    assert (export.people["c"].last_name, export.people["d"].last_name) == ("Oak", "Elm")
    assert said(export, "Client.csv") == [
        (4, "", Verdict.MENDED),
        (between + 5, "LastName", Verdict.MENDED),
        (between + 6, "DOB", Verdict.REFUSED),
    ]


def test_a_cell_may_span_many_lines(tmp_path: Path) -> None:
    name = "\n".join(["Cy"] * 90)

    export = read(tmp_path, files(Client=f'c,"{name}",Oak,1990-01-01,1,0,,\n'))

    assert export.people["c"].first_name == name
    assert export.report.findings == ()


def test_a_torn_utf_16_file_is_still_read(tmp_path: Path) -> None:
    contents: dict[str, str | bytes] = {**files()}
    contents["Client.csv"] = FILES["Client.csv"].encode("utf-16") + b"\x00\xd8x"

    assert list(read(tmp_path, contents).people) == ["a", "b"]


def test_what_was_told_in_a_stay(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        files(
            HealthAndDV="1,1,a,1,0,8,\n2,1,a,0,1,1,2026-09-01\n3,1,b,1,1,1,\n4,7,a,1,1,1,\n",
            Disabilities="1,1,a,5,1\n2,1,a,10,3\n3,1,a,8,1\n4,1,a,9,0\n5,1,a,77,1\n6,1,a,6,5\n",
        ),
    )

    health = export.stays["1"].health

    assert (health.survivor, health.fleeing, health.pregnant) == (Answer.YES,) * 3
    assert health.due_on == date(2026, 9, 1)
    assert health.disabilities == {
        Disability.PHYSICAL,
        Disability.ALCOHOL,
        Disability.DRUGS,
        Disability.LONG_TERM,
    }
    assert export.stays["2"].health == hmis.Health()
    assert said(export, "HealthAndDV.csv") == [
        (4, "PersonalID", Verdict.REFUSED),
        (5, "EnrollmentID", Verdict.REFUSED),
    ]
    assert said(export, "Disabilities.csv") == [
        (6, "DisabilityType", Verdict.REFUSED),
        (7, "DisabilityResponse", Verdict.MENDED),
    ]


def test_stays_without_their_people_are_refused(tmp_path: Path) -> None:
    contents = files()
    del contents["Client.csv"]

    export = read(tmp_path, contents)

    assert export.report.files["Enrollment.csv"].refused == 2
    assert "no person" in export.report.about("Client.csv")[0].problem


def test_findings_go_out_as_csv_and_json_and_name_nobody(tmp_path: Path) -> None:
    rows = 'c,Ulrika,"Zyx""",2199-01-01,1,0,,\nUlrika,Zyx\nd,Ulrika,Zyx,1901-13-45,x,y,,\n'
    report = read(tmp_path, files(Client=rows)).report
    table, text = io.StringIO(), io.StringIO()

    report.to_csv(table)
    report.to_json(text)

    read_back = list(csv.DictReader(io.StringIO(table.getvalue())))
    assert len(read_back) == len(json.loads(text.getvalue())["findings"]) == len(report.findings)
    assert {row["line"] for row in read_back} == {"4", "5", "6"}
    for secret in ("Ulrika", "Zyx", "2199", "1901"):
        assert secret not in table.getvalue() + text.getvalue()


def test_progress_tells_every_file(tmp_path: Path) -> None:
    told: dict[str, int] = {}

    hmis.read(folder(tmp_path / "e", files()), read_on=TODAY, progress=told.__setitem__)

    assert set(told) == set(FILES)
    assert told["Client.csv"] == 2


@given(day=st.dates(date(1927, 1, 1), date(2026, 12, 31)))
def test_any_way_of_writing_a_day_is_read_as_that_day(day: date) -> None:
    for style in (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%m/%d/%Y",
        "%d-%b-%Y",
        "%b %d, %Y",
        "%m-%d-%y",
        "%Y%m%d",
    ):
        text = day.strftime(style)
        assert read_moment(text, read_on=TODAY, order=Order.MONTH_FIRST).at.date() == day
    text = day.strftime("%d.%m.%y 9:05 PM")
    assert str(read_moment(text, read_on=TODAY, order=Order.DAY_FIRST).at) == f"{day} 21:05:00"


@given(text=st.text("0123456789-/: ,JanuaryMayOCT.", max_size=20))
def test_no_text_breaks_the_reading_of_a_day(text: str) -> None:
    try:
        read_moment(text, read_on=TODAY, order=order_of([text]))
    except InvalidValue as wrong:
        wrote = str(wrong)
    else:
        wrote = "write it as yyyy-mm-dd"
    assert wrote.endswith("write it as yyyy-mm-dd")


garbage = st.one_of(
    st.text('ab12,"\n\r -\u00fc', max_size=30).map(str.encode),
    st.binary(max_size=20),
    st.sampled_from(
        [b'"', b",,,,,,,", b"\xef\xbb\xbf", CLIENT.encode(), b"1,a,p,2026-01-05,h,1,116,"]
    ),
)


@settings(max_examples=60)
@given(data=st.data())
def test_every_row_is_accounted_for_whatever_is_thrown_in(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    contents: dict[str, str | bytes] = {}
    for name, text in files().items():
        lines = text.encode().split(b"\n")
        for junk in data.draw(st.lists(garbage, max_size=3)) if name != "Export.csv" else ():
            lines.insert(data.draw(st.integers(1, len(lines))), junk)
        contents[name] = b"\n".join(lines)

    export = read(tmp_path_factory.mktemp("garbage"), contents)

    assert adds_up(export)
    assert all(stay.person in export.people for stay in export.stays.values())
    assert {key for h in export.households.values() for key in h.stays} == set(export.stays)
    for name, count in export.report.files.items():
        bad = {f.line for f in export.report.about(name, Verdict.REFUSED)}
        assert len(bad) == count.refused
