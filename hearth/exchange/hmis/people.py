"""Client.csv and CustomGender.csv: the people."""

from collections.abc import Mapping, Sequence
from datetime import date

from hearth.exchange.hmis.cells import NO_CODE, Days, answer, name
from hearth.exchange.hmis.tables import GENDER_COLUMNS, Row
from hearth.exchange.hmis.values import Gender, Person, Quality, Sex

GENDERS: Mapping[str, Gender] = dict(zip(GENDER_COLUMNS.split(), Gender, strict=True))
SEXES: Mapping[str, Sex] = {"0": Sex.FEMALE, "1": Sex.MALE}
_SEX_UNKNOWN = frozenset({"", "8", "9", "99"})
_QUALITIES: Mapping[str, Quality] = {"1": Quality.FULL, "2": Quality.PARTIAL}
_QUALITY_UNKNOWN = frozenset({"", "8", "9", "99"})


def people(rows: Sequence[Row], gender_rows: Sequence[Row], *, read_on: date) -> dict[str, Person]:
    """People by key. `gender_rows` are those of CustomGender.csv, where 2026 keeps genders."""
    days = Days(rows, ("DOB", "DateUpdated"), read_on=read_on)
    genders = {row.key: _genders(row) for row in gender_rows if row.lives}
    found: dict[str, Person] = {}
    for row in rows:
        if row.lives:
            person = _person(row, days, genders.get(row.key, frozenset()))
            if row.lives:
                found[row.key] = person
    for row in gender_rows:
        if row.lives and row.key not in found:
            row.refuse("PersonalID", "is of nobody who was kept from Client.csv")
    return found


def _person(row: Row, days: Days, genders: frozenset[Gender]) -> Person:
    return Person(
        key=row.key,
        first_name=name(row, "FirstName"),
        middle_name=name(row, "MiddleName"),
        last_name=name(row, "LastName"),
        suffix=name(row, "NameSuffix"),
        born_on=days.birth(row, "DOB"),
        born_quality=_quality(row),
        sex=_sex(row),
        genders=_genders(row) | genders,
        veteran=answer(row, "VeteranStatus"),
        updated_at=days.optional(row, "DateUpdated"),
    )


def _quality(row: Row) -> Quality:
    code = row["DOBDataQuality"]
    if code not in _QUALITIES and code not in _QUALITY_UNKNOWN:
        row.mend("DOBDataQuality", NO_CODE, "it was read as not known")
    return _QUALITIES.get(code, Quality.UNKNOWN)


def _sex(row: Row) -> Sex | None:
    code = row["Sex"]
    if code not in SEXES and code not in _SEX_UNKNOWN:
        row.mend("Sex", NO_CODE, "it was read as not known")
    return SEXES.get(code)


def _genders(row: Row) -> frozenset[Gender]:
    return frozenset(gender for column, gender in GENDERS.items() if row[column] == "1")
