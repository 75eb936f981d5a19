"""From the tables of a programme file to the parts of a programme, one function per table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import TypeVar

from hearth.core.programme import (
    AcceptanceRule,
    AccessRule,
    AvailabilityRule,
    DistanceRule,
    EligibilityRule,
    FearRule,
    HostilityRule,
    LanguageRule,
    LastResortRule,
    PartyLimitRule,
    Programme,
    RefusalRule,
    RoomRule,
    RoomStandard,
    Rule,
    SensitivePeriodRule,
    VettingRule,
    Words,
)
from hearth.core.programme_file.head import Head
from hearth.core.programme_file.reader import Table
from hearth.core.programme_file.stages import (
    AGE_MOST,
    assessment,
    consent,
    consequences,
    contact,
    deadlines,
    decline,
    hearings,
    introduction,
    permanence,
    placement,
    recurrence,
    requirement,
    retention,
    sensitive,
    talks,
)

MANDATORY = ("hostility", "fear", "refusal", "vetting", "room", "availability", "last_resort")
CONCERN_KINDS = ("worry", "complaint", "allegation")


def programme(root: Table, fingerprint: str) -> Programme:
    """The whole file. Problems are in the report of `root`; with any, the value is not for use."""
    top = root.table("programme")
    name, version = top.id(key="name"), top.whole("version", least=1)
    jurisdiction = top.text("jurisdiction")
    read_on = top.day("read_on") if top.has("read_on") else None
    head = Head(f"{name}.{version}", jurisdiction, read_on)
    concerns = root.table("concerns")
    read = Programme(
        name=name,
        version=version,
        effective_from=top.day("effective_from"),
        title=top.text("title"),
        summary=top.text("summary"),
        jurisdiction=jurisdiction,
        fingerprint=fingerprint,
        words=_words(root),
        assessments=_several(root, "assessment", head, assessment),
        rules=_rules(root, head),
        requirements=_several(root, "requirement", head, requirement),
        recurrences=_several(root, "recurrence", head, recurrence),
        sensitive_kinds=_several(root, "sensitive", head, sensitive),
        placement=_one(root, "placement", head, placement),
        consent=_one(root, "consent", head, consent),
        introduction=_one(root, "introduction", head, introduction),
        deadlines=tuple(deadlines(concerns, kind, head) for kind in CONCERN_KINDS),
        hearings=hearings(concerns, head),
        consequences=consequences(concerns, head),
        permanence=_one(root, "permanence", head, permanence),
        decline=_one(root, "decline", head, decline),
        retentions=_several(root, "retention", head, retention),
        contact=_one(root, "contact", head, contact),
        talks=_one(root, "talks", head, talks) if root.has("talks") else None,
    )
    _last_resort_is_last(root, read)
    for table in (top, concerns, root):
        table.finish()
    return read


def _words(root: Table) -> Words:
    table = root.table_or_none("words")
    if table is None:
        return Words()
    usual = Words()
    words = Words(**{f.name: table.text(f.name, getattr(usual, f.name)) for f in fields(Words)})
    table.finish()
    return words


def _rules(root: Table, head: Head) -> tuple[Rule, ...]:
    table = root.table("rules", why=f"; every programme has the rules {', '.join(MANDATORY)}")
    found = tuple(_found_rules(table, head))
    table.finish()
    return found


def _found_rules(table: Table, head: Head) -> Iterator[Rule]:
    for name, make in _RULES.items():
        if name in MANDATORY:
            inner = table.table(name, why="; no programme may do without this rule")
        elif (given := table.table_or_none(name)) is not None:
            inner = given
        else:
            continue
        yield make(inner, head, inner.id(f"rules.{name}"))
        inner.finish()


Made = TypeVar("Made")
MadeRule = TypeVar("MadeRule", bound=Rule)


def _one(root: Table, key: str, head: Head, make: Callable[[Table, Head, str], Made]) -> Made:
    table = root.table(key)
    made = make(table, head, table.id(key))
    table.finish()
    return made


def _several(
    root: Table, key: str, head: Head, make: Callable[[Table, Head, str], Made]
) -> tuple[Made, ...]:
    made, seen = [], set[str]()
    for table in root.tables(key):
        id = table.id()
        if id and id in seen:
            table.wrong("id", f'is "{id}", as an earlier [[{key}]] already is; ids differ')
        seen.add(id)
        made.append(make(table, head, id))
        table.finish()
    return tuple(made)


def _plain(kind: type[Rule]) -> Callable[[Table, Head, str], Rule]:
    """For a rule that has no threshold."""
    return lambda table, head, id: kind(id=id, of=head.of, origin=head.origin(table))


def _hostility(table: Table, head: Head, id: str) -> Rule:
    degrees = table.whole("degrees")
    return HostilityRule(id=id, of=head.of, origin=head.origin(table), degrees=degrees)


def _room(table: Table, head: Head, id: str) -> Rule:
    standard = table.choice("standard", RoomStandard)
    return RoomRule(id=id, of=head.of, origin=head.origin(table), standard=standard)


def _distance(table: Table, head: Head, id: str) -> Rule:
    km = table.amount("danger_km")
    return DistanceRule(id=id, of=head.of, origin=head.origin(table), danger_km=km)


def _eligibility(table: Table, head: Head, id: str) -> Rule:
    youngest = table.whole("age_min", most=AGE_MOST)
    oldest = table.whole_or_none("age_max", most=AGE_MOST)
    if oldest is not None and oldest < youngest:
        table.wrong("age_max", f"is {oldest}, below age_min {youngest}; nobody would be eligible")
    return EligibilityRule(
        id=id,
        of=head.of,
        origin=head.origin(table),
        age_min=youngest,
        age_max=oldest,
        party_size_max=table.whole_or_none("party_size_max", least=1),
        unaccompanied_minors=table.yes("unaccompanied_minors"),
    )


def _party_limit(table: Table, head: Head, id: str) -> Rule:
    parties = table.whole("parties", least=1)
    return PartyLimitRule(
        id=id,
        of=head.of,
        origin=head.origin(table),
        parties=parties,
        parties_most=table.whole_or_none("parties_most", least=parties) or parties,
    )


def _last_resort(table: Table, head: Head, id: str) -> Rule:
    kinds = table.texts("kinds")
    return LastResortRule(id=id, of=head.of, origin=head.origin(table), kinds=kinds)


_RULES: Mapping[str, Callable[[Table, Head, str], Rule]] = {
    "hostility": _hostility,
    "fear": _plain(FearRule),
    "refusal": _plain(RefusalRule),
    "vetting": _plain(VettingRule),
    "room": _room,
    "access": _plain(AccessRule),
    "acceptance": _plain(AcceptanceRule),
    "availability": _plain(AvailabilityRule),
    "distance": _distance,
    "language": _plain(LanguageRule),
    "eligibility": _eligibility,
    "party_limit": _party_limit,
    "sensitive_period": _plain(SensitivePeriodRule),
    "last_resort": _last_resort,
}


def _last_resort_is_last(root: Table, read: Programme) -> None:
    """A last resort stands behind everything else, and a congregate place is always one."""
    last = next((r.kinds for r in read.rules if isinstance(r, LastResortRule)), ())
    kinds = read.placement.kinds
    unknown = sorted(set(last) - set(kinds))
    if unknown:
        root.wrong(
            "rules.last_resort.kinds", f'names "{unknown[0]}", which [placement] kinds lacks'
        )
    elif set(kinds[len(kinds) - len(last) :]) != set(last):
        root.wrong("placement.kinds", "should end with the kinds of [rules.last_resort]")
    if "congregate" in set(kinds) - set(last):
        root.wrong("rules.last_resort.kinds", 'lacks "congregate", which is always a last resort')
