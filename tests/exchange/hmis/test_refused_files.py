"""What is no export at all gets one sentence that says what is wrong and where."""

import zipfile
from pathlib import Path

import pytest

from hearth.core.errors import BadInput, InvalidValue
from hearth.exchange import hmis
from tests.exchange.hmis.exports import FILES, TODAY, files, folder, read, zipped


def without_column(file: str, column: str) -> str:
    return FILES[file].replace(f"{column},", "X,", 1)


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        hmis.read(path, read_on=TODAY)
    return str(refused.value)


def test_nothing_there(tmp_path: Path) -> None:
    assert "no file or folder" in refusal(tmp_path / "nothing.zip")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"Export.csv\n1,2\n"])
def test_a_file_that_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.zip").write_bytes(content)

    assert "export.zip is not a readable zip" in refusal(tmp_path / "export.zip")


def test_a_zip_damaged_inside(tmp_path: Path) -> None:
    text = "\n".join(f"{n},{n * 7919 % 1000}" for n in range(5000))
    path = zipped(tmp_path / "export.zip", {**FILES, "Services.csv": "ServicesID,X\n" + text})
    whole = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("Services.csv").header_offset
    whole[start + 200 : start + 400] = b"\xff" * 200
    path.write_bytes(whole)

    assert "Services.csv in export.zip is damaged" in refusal(path)


def test_a_zip_without_an_export(tmp_path: Path) -> None:
    path = zipped(tmp_path / "holiday.zip", {"beach.csv": "a,b\n"})

    assert refusal(path) == "holiday.zip holds no Export.csv, so it is not an HMIS CSV export."


def test_a_folder_without_an_export(tmp_path: Path) -> None:
    assert "holds no Export.csv" in refusal(folder(tmp_path / "empty", {}))


def test_two_exports_in_one_zip(tmp_path: Path) -> None:
    both = {f"{year}/Export.csv": FILES["Export.csv"] for year in (2024, 2026)}

    assert "holds 2 Export.csv" in refusal(zipped(tmp_path / "two.zip", both))


@pytest.mark.parametrize("second", ["client.csv", "old/Client.csv"])
def test_two_client_files(tmp_path: Path, second: str) -> None:
    path = zipped(tmp_path / "two.zip", {**FILES, second: FILES["Client.csv"]})

    assert "two.zip holds Client.csv 2 times" in refusal(path)


@pytest.mark.parametrize("name", ["../Client.csv", "/etc/Client.csv", "a/../../b.csv", "C:\\b.csv"])
def test_a_path_that_leads_out_of_the_zip(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "trap.zip", {**FILES, name: "x"})

    assert refusal(path) == "trap.zip holds a file whose path leads out of the zip."


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {**FILES, "Services.csv": "0" * (32 * 1024**2)})

    assert "would unpack to 32 MB" in refusal(path)


def test_a_locked_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", FILES)
    packed = path.read_bytes()
    path.write_bytes(
        packed.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )

    assert "locked with a password" in refusal(path)


@pytest.mark.parametrize(
    ("file", "column"),
    [("Client.csv", "DOB"), ("Enrollment.csv", "HouseholdID"), ("Export.csv", "CSVVersion")],
)
def test_a_missing_column(tmp_path: Path, file: str, column: str) -> None:
    path = folder(tmp_path / "export", {**FILES, file: without_column(file, column)})

    assert refusal(path).startswith(f"{file} lacks the column {column}")


def test_a_column_named_twice(tmp_path: Path) -> None:
    doubled = FILES["Client.csv"].replace("FirstName", "DOB", 1)

    path = folder(tmp_path / "export", {**FILES, "Client.csv": doubled})

    assert refusal(path) == "Client.csv names the column DOB twice in its first line."


def test_an_empty_file(tmp_path: Path) -> None:
    path = folder(tmp_path / "export", {**FILES, "Exit.csv": ""})

    assert refusal(path) == "Exit.csv is empty; its first line should name the columns."


@pytest.mark.parametrize(
    ("version", "said"), [("FY2022", "version 2022"), ("", "no version that Hearth knows")]
)
def test_another_version(tmp_path: Path, version: str, said: str) -> None:
    path = folder(
        tmp_path / "export",
        {**FILES, "Export.csv": FILES["Export.csv"].replace("2026 v1", version)},
    )

    assert f"Export.csv says {said} in the column CSVVersion" in refusal(path)


def test_an_export_file_without_a_row(tmp_path: Path) -> None:
    heading = FILES["Export.csv"].splitlines()[0]

    path = folder(tmp_path / "export", {**FILES, "Export.csv": heading})

    assert "Export.csv has no row" in refusal(path)


@pytest.mark.parametrize("inside", ["", "export/", "a b/c/"])
def test_a_zip_may_hold_its_files_in_a_folder(tmp_path: Path, inside: str) -> None:
    path = zipped(tmp_path / "export.zip", {inside + n: text for n, text in FILES.items()})

    assert list(hmis.read(path, read_on=TODAY).people) == ["a", "b"]


def test_a_folder_may_hold_its_files_in_one_folder(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    folder(outer / "inner", FILES)

    assert list(hmis.read(outer, read_on=TODAY).people) == ["a", "b"]


def test_only_2026_is_written(tmp_path: Path) -> None:
    export = read(tmp_path, files())

    with pytest.raises(InvalidValue, match="not 2024"):
        hmis.packed(export, version=2024)
