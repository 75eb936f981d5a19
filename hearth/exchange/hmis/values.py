"""What Hearth takes from an HMIS CSV export, as plain values.

Codes that HUD numbers are kept as numbers where Hearth has no word of its own for
them (relation to the head, destination, living situation, language). Race, ethnicity,
sexual orientation, social security numbers and income are not read: no rule uses them.
HIV status is not kept apart either; it is read as a long-term condition.

Source: HMIS CSV Format Specifications FY2024 and FY2026 (HUD).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from hearth.core.units import Period
from hearth.exchange.hmis.report import Report


class Answer(StrEnum):
    """Yes, no, or nobody knows: not asked, not told, or refused."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Quality(StrEnum):
    """How exactly a birth date is known."""

    FULL = "full"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    """Sex as FY2026 asks it; nothing when not asked or not told."""

    FEMALE = "female"
    MALE = "male"


class Gender(StrEnum):
    """Gender as FY2024 asks it; one person may name several."""

    WOMAN = "woman"
    MAN = "man"
    NON_BINARY = "non_binary"
    CULTURALLY_SPECIFIC = "culturally_specific"
    TRANSGENDER = "transgender"
    QUESTIONING = "questioning"
    DIFFERENT = "different_identity"


class Disability(StrEnum):
    """Kinds of disability that may change which home fits."""

    PHYSICAL = "physical"
    DEVELOPMENTAL = "developmental"
    LONG_TERM = "long-term condition"
    MENTAL_HEALTH = "mental health"
    ALCOHOL = "alcohol use"
    DRUGS = "drug use"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Who wrote the export, in which version, about which days."""

    source_id: str
    source_name: str
    software: str
    csv_version: str
    year: int
    exported_at: datetime | None
    period_start: date | None
    period_end: date | None
    hash_status: int | None

    @property
    def key(self) -> str:
        """What one source is told from another by: its id, or its name where it gives none."""
        return self.source_id or self.source_name

    @property
    def names_hashed(self) -> bool:
        """Whether the sender says that names are scrambled (HUD 1.5: 1 means as they are)."""
        return self.hash_status in (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a service has met. Names may be hashed: see `SourceInfo.names_hashed`."""

    key: str
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    suffix: str = ""
    born_on: date | None = None
    born_quality: Quality = Quality.UNKNOWN
    sex: Sex | None = None
    genders: frozenset[Gender] = frozenset()
    veteran: Answer = Answer.UNKNOWN
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who runs projects. Where nobody said whether it serves victims, it counts as if it did."""

    key: str
    name: str
    victim_service: bool


@dataclass(frozen=True, slots=True)
class Project:
    """One service of an organisation; `kind` is HUD's project type, see `needs.KINDS`."""

    key: str
    name: str
    kind: int | None
    organisation: str
    operating: Period | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Beds and units of a project, as HUD counts them."""

    key: str
    project: str
    beds: int
    units: int


@dataclass(frozen=True, slots=True)
class Health:
    """What was said during one stay; a yes outweighs every other answer of that stay."""

    survivor: Answer = Answer.UNKNOWN
    fleeing: Answer = Answer.UNKNOWN
    pregnant: Answer = Answer.UNKNOWN
    due_on: date | None = None
    disabilities: frozenset[Disability] = frozenset()


@dataclass(frozen=True, slots=True)
class Stay:
    """One person with one project, from `entered_on` up to, not including, `left_on`."""

    key: str
    person: str
    household: str
    project: str
    entered_on: date
    left_on: date | None = None
    relation: int | None = None  # 1 head, 2 child, 3 partner, 4 other kin, 5 not kin, 99 unknown
    destination: int | None = None
    living_situation: int | None = None  # where the person slept the night before
    move_in_on: date | None = None
    disabling_condition: Answer = Answer.UNKNOWN
    coc: str = ""
    language: int | None = None
    translation_needed: Answer = Answer.UNKNOWN
    health: Health = field(default_factory=Health)
    victim_service: bool = False

    def open_on(self, day: date) -> bool:
        """Whether the person was with the project on `day`."""
        return self.entered_on <= day and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True, slots=True)
class Household:
    """People who came together. `problem` is set when the file names no head, or several."""

    key: str
    members: tuple[str, ...]
    stays: tuple[str, ...]
    head: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything kept from one export, by key, with the account of every row.

    `protected` are the people whom a victim service knows, or may know; see `shared_view`.
    """

    source: SourceInfo
    people: Mapping[str, Person]
    organisations: Mapping[str, Organisation]
    projects: Mapping[str, Project]
    stays: Mapping[str, Stay]
    households: Mapping[str, Household]
    inventory: Mapping[str, Inventory]
    protected: frozenset[str]
    report: Report
