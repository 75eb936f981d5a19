"""Enrollment.csv and Exit.csv: who stayed where, with whom, from when until when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from hearth.core.units import Period
from hearth.exchange.hmis.cells import NO_CODE, Days, answer, number
from hearth.exchange.hmis.health import Told
from hearth.exchange.hmis.tables import Row
from hearth.exchange.hmis.values import Answer, Household, Person, Project, Stay

HEAD = 1
RELATIONS = frozenset({1, 2, 3, 4, 5, 99})
ALONE = "alone-"
"""Start of the key of a household that the file did not name."""


@dataclass(slots=True)
class Draft:
    """A stay while its exit, its household and its facts are still being gathered."""

    row: Row
    household: str
    relation: int | None
    entered_on: date
    move_in_on: date | None
    language: int | None
    translation_needed: Answer
    told: Told
    exit_row: Row | None = None
    left_on: date | None = None
    destination: int | None = None

    @property
    def person(self) -> str:
        return self.row["PersonalID"]

    @property
    def period(self) -> Period:
        return Period(self.entered_on, self.left_on)


def drafts(
    rows: Sequence[Row],
    people: Mapping[str, Person],
    projects: Mapping[str, Project],
    *,
    read_on: date,
) -> dict[str, Draft]:
    """Stays by key that have a person, a project and a first day; the other rows are refused."""
    days = Days(rows, ("EntryDate", "MoveInDate"), read_on=read_on)
    found: dict[str, Draft] = {}
    for row in rows:
        if row.lives and row["PersonalID"] not in people:
            row.refuse("PersonalID", "is a stay of nobody who was kept from Client.csv")
        if row.lives and row["ProjectID"] not in projects:
            row.refuse("ProjectID", "is a stay in a project that was not kept from Project.csv")
        if row.lives and (entered_on := days.needed(row, "EntryDate")) is not None:
            found[row.key] = _draft(row, days, entered_on)
            _doubt_birth(row, people[row["PersonalID"]], entered_on)
    return found


def _draft(row: Row, days: Days, entered_on: date) -> Draft:
    move_in = days.optional(row, "MoveInDate")
    household, relation = row["HouseholdID"], _relation(row)
    if not household:
        household, relation = ALONE + row.key, HEAD
        row.mend("HouseholdID", "is empty", "the person counts as a household of one")
    return Draft(
        row=row,
        household=household,
        relation=relation,
        entered_on=entered_on,
        move_in_on=move_in.date() if move_in else None,
        language=number(row, "PreferredLanguage"),
        translation_needed=answer(row, "TranslationNeeded"),
        told=Told(),
    )


def _relation(row: Row) -> int | None:
    relation = number(row, "RelationshipToHoH")
    if relation is not None and relation not in RELATIONS:
        row.mend("RelationshipToHoH", NO_CODE, "it was left out")
        return None
    return relation


def _doubt_birth(row: Row, person: Person, entered_on: date) -> None:
    if person.born_on is not None and person.born_on > entered_on:
        row.keep("EntryDate", "lies before the person was born")


def add_exits(rows: Sequence[Row], found: Mapping[str, Draft], *, read_on: date) -> None:
    """Give each stay its end. A refused exit leaves its stay open."""
    days = Days(rows, ("ExitDate",), read_on=read_on)
    for row in rows:
        if not row.lives:
            continue
        draft = found.get(row["EnrollmentID"])
        if draft is None:
            row.refuse("EnrollmentID", "ends a stay that was not kept from Enrollment.csv")
        elif draft.exit_row is not None:
            row.refuse("EnrollmentID", f"ends the stay that line {draft.exit_row.line} has ended")
        elif row["PersonalID"] not in ("", draft.person):
            row.refuse("PersonalID", "names another person than the stay it ends")
        elif (left_on := days.needed(row, "ExitDate")) is not None:
            _end(draft, row, left_on)


def _end(draft: Draft, row: Row, left_on: date) -> None:
    if left_on < draft.entered_on:
        row.refuse("ExitDate", "lies before the day of entry; the stay counts as still open")
        return
    draft.exit_row, draft.left_on = row, left_on
    draft.destination = number(row, "Destination")


def refuse_contradictions(found: dict[str, Draft]) -> None:
    """Refuse the later of two stays that give one person two parts in one household at once.

    The same part twice is kept, with a finding: HUD's own checks only warn of it, and the
    person counts once in the household. HMIS knows no relation but that to the head, so a
    circle longer than this cannot be written in it.
    """
    together: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in list(found.values()):
        earlier = together[draft.household, draft.person]
        clash = next((d for d in earlier if d.period.meets(draft.period)), None)
        if clash is None or clash.relation == draft.relation:
            earlier.append(draft)
        if clash is not None:
            _judge_clash(found, clash, draft)


def _judge_clash(found: dict[str, Draft], clash: Draft, draft: Draft) -> None:
    row, first = draft.row, clash.row.line
    if clash.relation == draft.relation:
        row.keep("HouseholdID", f"has the person in this household twice at once, see line {first}")
        return
    row.refuse("HouseholdID", f"gives one person two parts in one household, see line {first}")
    if draft.exit_row is not None:
        draft.exit_row.refuse("EnrollmentID", "ends a stay that was refused")
    del found[row.key]


def add_languages(rows: Sequence[Row], found: Mapping[str, Draft]) -> None:
    """Take languages from the file where a 2026 export keeps them, if it has one."""
    for row in rows:
        if not row.lives:
            continue
        draft = found.get(row.key)
        if draft is None:
            row.refuse("EnrollmentID", "is of a stay that was not kept from Enrollment.csv")
            continue
        draft.language = number(row, "PreferredLanguage")
        draft.translation_needed = answer(row, "TranslationNeeded")


def protected(
    rows: Sequence[Row],
    kept: Mapping[str, Draft],
    open_projects: Set[str],
    people: Iterable[str],
) -> set[str]:
    """People whom a victim service knows or may know, judged by every row, refused ones too.

    `open_projects` are those that are known to be of no victim service. A person without any
    stay that was kept is protected: nothing says who knows them.
    """
    hidden = set(people) - {draft.person for draft in kept.values()}
    for row in rows:
        if not row.key:
            hidden.update(row.told())
        elif row["ProjectID"] not in open_projects:
            hidden.add(row["PersonalID"])
    return hidden & set(people)


def stay(draft: Draft, *, victim_service: bool) -> Stay:
    """The finished stay."""
    row = draft.row
    return Stay(
        key=row.key,
        person=draft.person,
        household=draft.household,
        project=row["ProjectID"],
        entered_on=draft.entered_on,
        left_on=draft.left_on,
        relation=draft.relation,
        destination=draft.destination,
        living_situation=number(row, "LivingSituation"),
        move_in_on=draft.move_in_on,
        disabling_condition=answer(row, "DisablingCondition"),
        coc=row["EnrollmentCoC"],
        language=draft.language,
        translation_needed=draft.translation_needed,
        health=draft.told.health(),
        victim_service=victim_service,
    )


def households(stays: Sequence[Stay], people: Mapping[str, Person]) -> dict[str, Household]:
    """Households by key, each with one head.

    Where the file names none or several, the oldest of those named (of all, if none is)
    stands in, and `problem` says so.
    """
    grouped: dict[str, list[Stay]] = defaultdict(list)
    for each in stays:
        grouped[each.household].append(each)
    return {key: _household(key, together, people) for key, together in grouped.items()}


def _household(key: str, stays: list[Stay], people: Mapping[str, Person]) -> Household:
    members = tuple(dict.fromkeys(each.person for each in stays))
    heads = [each.person for each in stays if each.relation == HEAD]
    head = min(heads or members, key=lambda p: (people[p].born_on or date.max, p))
    problem = ""
    if len(heads) != 1:
        problem = "names several heads" if heads else "names no head"
    return Household(key, members, tuple(each.key for each in stays), head, problem)
