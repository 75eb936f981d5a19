"""The tables of a programme file that belong to the stages of the journey."""

from collections.abc import Sequence
from itertools import pairwise

from hearth.core.audience import Audience
from hearth.core.programme import (
    Assessment,
    Before,
    ComplaintHearing,
    ConcernDeadlines,
    ConsentRules,
    Consequence,
    ContactRules,
    DeclineConsequence,
    DeclineRules,
    ForcedAct,
    Hearing,
    IntroductionRules,
    PermanenceRules,
    Place,
    PlacementRules,
    Recurrence,
    Requirement,
    Retention,
    Scope,
    SensitiveKind,
    Stage,
    TalkForms,
    Trigger,
    What,
)
from hearth.core.programme_file.head import Head
from hearth.core.programme_file.questions import bundled
from hearth.core.programme_file.reader import Table
from hearth.core.reach import Unasked

LEAST_FITTING = 5
WEIGHTS = (1, 2, 3, 4)
DAYS_PER_YEAR = 365
AGE_MOST = 130
_NEVER_TOLD = frozenset(
    {"name", "host", "street", "address", "postcode", "phone", "email", "photo"}
)
_FEWER = ": with fewer, the description would point at one home"


def assessment(table: Table, head: Head, id: str) -> Assessment:
    """[[assessment]]"""
    return Assessment(
        id=id,
        of=head.of,
        origin=head.origin(table),
        title=table.text("title"),
        outcomes=table.texts("outcomes", least=2),
        entered_by=table.choice("entered_by", Audience),
    )


def requirement(table: Table, head: Head, id: str) -> Requirement:
    """[[requirement]]"""
    scope = table.choice("scope", Scope)
    age = table.whole_or_none("age", most=AGE_MOST)
    if (scope is Scope.MEMBER_OVER) != (age is not None):
        table.wrong("age", 'goes with scope = "member_over", and that scope needs it')
    waivable_by = table.choice_or_none("waivable_by", Audience)
    waiver_days = table.whole_or_none("waiver_days_max", least=1)
    if (waivable_by is None) != (waiver_days is None):
        table.wrong("waiver_days_max", "goes with waivable_by; an exemption names who, and an end")
    return Requirement(
        id=id,
        of=head.of,
        origin=head.origin(table),
        title=table.text("title"),
        scope=scope,
        age=age,
        valid_months=table.whole_or_none("valid_months", least=1),
        waivable_by=waivable_by,
        waiver_days_max=waiver_days,
        before=table.choice("before", Before),
    )


def recurrence(table: Table, head: Head, id: str) -> Recurrence:
    """[[recurrence]]"""
    stages = tuple(_stage(inner) for inner in table.tables("stages"))
    _stages_in_order(table, stages)
    tolerance = table.whole("tolerance_days")
    shortest = min((stage.days for stage in stages), default=tolerance + 1)
    if tolerance >= shortest:
        table.wrong("tolerance_days", f"is {tolerance}; it should be below {shortest}, a stage")
    place, share = table.choice("place", Place, Place.EITHER), table.share("home_share_min", 0.0)
    if share > 0 and place is Place.ELSEWHERE:
        table.wrong("home_share_min", 'asks for checks at the home; place is "elsewhere"')
    refused_by = table.choice_or_none("may_be_refused_by", Audience)
    if refused_by not in (None, Audience.RESIDENT):
        table.wrong("may_be_refused_by", f'is "{refused_by}"; only a resident may say no')
    return Recurrence(
        id=id,
        of=head.of,
        origin=head.origin(table),
        title=table.text("title"),
        what=table.choice("what", What),
        trigger=table.choice("trigger", Trigger),
        stages=stages,
        private_with=table.choices("private_with", Audience, ()),
        in_person=table.yes("in_person"),
        place=place,
        tolerance_days=tolerance,
        early_days=table.whole_or_none("early_days"),
        unannounced_share=table.share("unannounced_share", 0.0),
        home_share_min=share,
        max_substitutes_per_year=table.whole_or_none("max_substitutes_per_year"),
        may_be_refused_by=refused_by,
        on_overdue=table.choices("on_overdue", ForcedAct),
    )


def _stage(table: Table) -> Stage:
    first = table.has("first_within_days")
    days = table.whole("first_within_days" if first else "every_days", least=1)
    times = None if first else table.whole_or_none("times", least=1)
    until = None if first else table.whole_or_none("until_days", least=1)
    if times is not None and until is not None:
        table.wrong("until_days", "stands beside times; a stage ends by one of them")
    table.finish()
    return Stage(days, 1 if first else times, until, first)


def _stages_in_order(table: Table, stages: Sequence[Stage]) -> None:
    if not stages:
        table.wrong("stages", "should hold at least one stage, such as { every_days = 30 }")
    if any(stage.first for stage in stages[1:]):
        table.wrong("stages", "has first_within_days in a later stage; it belongs in the first")
    if any(stage.times is None and stage.until_days is None for stage in stages[:-1]):
        table.wrong(
            "stages", "has a stage before the last that never ends; give it times or until_days"
        )
    ends = [stage.until_days for stage in stages if stage.until_days is not None]
    if any(later <= earlier for earlier, later in pairwise(ends)):
        table.wrong("stages", "has until_days that do not grow from stage to stage")


def talks(table: Table, head: Head, id: str) -> TalkForms:
    """[talks]"""
    return TalkForms(
        id=id,
        of=head.of,
        origin=head.origin(table),
        resident=_form(table, "resident"),
        host=_form(table, "host"),
    )


def _form(table: Table, key: str) -> str:
    name = table.id(key=key)
    known = sorted({form.name for form in bundled()})
    if name and name not in known:
        table.wrong(key, f'is "{name}", and no form is called so; there are {", ".join(known)}')
    return name


def sensitive(table: Table, head: Head, id: str) -> SensitiveKind:
    """[[sensitive]]"""
    recurring = table.yes("recurring")
    every = table.whole_or_none("every_days", least=1)
    length = table.whole("length_days", least=1)
    if recurring != (every is not None):
        table.wrong("every_days", "goes with recurring = true, and that needs it")
    elif every is not None and every <= length:
        table.wrong("every_days", f"is {every}; a period of {length} days must end before the next")
    return SensitiveKind(
        id=id,
        of=head.of,
        origin=head.origin(table),
        title=table.text("title"),
        recurring=recurring,
        every_days=every,
        length_days=length,
        check_every_days=table.whole_or_none("check_every_days", least=1),
        bars_moves=table.yes("bars_moves"),
        bars_homes=table.texts("bars_homes", ()),
        entered_by=_one_of(table, "entered_by", (Audience.RESIDENT, Audience.CASEWORKER)),
    )


def _one_of(table: Table, key: str, known: Sequence[Audience]) -> Audience:
    """One of those who have a page for it; whoever has none could never do it."""
    chosen = table.choice(key, Audience)
    if chosen not in known:
        table.wrong(key, f'is "{chosen}"; it should be one of {", ".join(known)}')
    return chosen


def placement(table: Table, head: Head, id: str) -> PlacementRules:
    """[placement]"""
    return PlacementRules(
        id=id,
        of=head.of,
        origin=head.origin(table),
        kinds=table.texts("kinds", least=1),
        planned_days_max=table.whole_or_none("planned_days_max", least=1),
        first_night=table.texts("first_night", ()),
        arrive_before=table.clock_or_none("arrive_before"),
        escorted_first_night=table.yes("escorted_first_night"),
    )


def consent(table: Table, head: Head, id: str) -> ConsentRules:
    """[consent]"""
    ladder = table.text_lists("ladder")
    told = sorted(_NEVER_TOLD.intersection(*ladder[:1]))
    if told:
        table.wrong("ladder", f'tells "{told[0]}", which nobody learns before consent')
    if not ladder or any(not set(coarse) < set(fine) for fine, coarse in pairwise(ladder)):
        table.wrong("ladder", "should go from fine to coarse, each step leaving something out")
    return ConsentRules(
        id=id,
        of=head.of,
        origin=head.origin(table),
        fits_at_least=table.whole("fits_at_least", least=LEAST_FITTING, why=_FEWER),
        ladder=ladder,
        lapse_days=table.whole("lapse_days", least=1),
    )


def introduction(table: Table, head: Head, id: str) -> IntroductionRules:
    """[introduction]"""
    return IntroductionRules(
        id=id,
        of=head.of,
        origin=head.origin(table),
        supervised=table.yes("supervised"),
        answer_delay_hours=table.whole("answer_delay_hours"),
    )


OFFICER_FIRST = "allegation"  # where a programme says nothing
COMPLAINT = "complaint"  # the kind whose answer may be refused
_LATER = tuple(by for by in Hearing if by is not Hearing.LEAD)


def deadlines(concerns: Table, kind: str, head: Head) -> ConcernDeadlines:
    """[concerns.worry], [concerns.complaint] or [concerns.allegation]"""
    table = concerns.table(kind)
    if kind == COMPLAINT:
        table.has("hearing")
    acknowledge, feedback = _two_days(table)
    officer_first = table.yes("officer_first", kind == OFFICER_FIRST)
    officer_days = table.whole_or_none("officer_days")
    if officer_days is not None and not officer_first:
        table.wrong("officer_days", "is given where no officer hears of it first")
    read = ConcernDeadlines(
        id=table.id(f"concerns.{kind}"),
        of=head.of,
        origin=head.origin(table),
        kind=kind,
        acknowledge_days=acknowledge,
        feedback_days=feedback,
        officer_first=officer_first,
        officer_days=acknowledge if officer_first and officer_days is None else officer_days,
        advocate=kind == COMPLAINT and table.yes("advocate", False),
    )
    table.finish()
    return read


def _two_days(table: Table) -> tuple[int, int]:
    acknowledge, feedback = table.whole("acknowledge_days"), table.whole("feedback_days")
    if feedback < acknowledge:
        table.wrong("feedback_days", f"is {feedback}, before the {acknowledge} of acknowledge_days")
    return acknowledge, feedback


def hearings(concerns: Table, head: Head) -> tuple[ComplaintHearing, ...]:
    """[[concerns.complaint.hearing]], in the order in which they follow one another"""
    complaint = concerns.table_or_none(COMPLAINT)
    several = tuple(complaint.tables("hearing")) if complaint is not None else ()
    read = tuple(_hearing(table, head) for table in several)
    for table, one, right in zip(several, read, _LATER, strict=False):
        if one.by is not right:
            table.wrong("by", f'is "{one.by}"; the hearing at this place is "{right}"')
    for table in several[len(_LATER) :]:
        table.wrong("", f"is one too many: after the lead {' and then '.join(_LATER)} hear it")
    return read


def _hearing(table: Table, head: Head) -> ComplaintHearing:
    by = table.choice("by", Hearing)
    acknowledge, feedback = _two_days(table)
    reply = table.whole_or_none("reply_days")
    if (reply is None) is (by is Hearing.PANEL):
        table.wrong("reply_days", "is for a panel, and for nobody else: days from when it sat")
    read = ComplaintHearing(
        id=table.id(f"concerns.{COMPLAINT}.{by}"),
        of=head.of,
        origin=head.origin(table),
        by=by,
        acknowledge_days=acknowledge,
        feedback_days=feedback,
        reply_days=reply,
    )
    table.finish()
    return read


def consequences(concerns: Table, head: Head) -> tuple[Consequence, ...]:
    """[[concerns.consequence]], one for each weight"""
    read: dict[int, Consequence] = {}
    for table in concerns.tables("consequence"):
        one = _consequence(table, head)
        if one.weight in read:
            table.wrong("weight", f"is {one.weight}, as an earlier consequence already is")
        read[one.weight] = one
    for weight in sorted(set(WEIGHTS) - set(read)):
        concerns.wrong("consequence", f"is missing for weight {weight}; say what it forces")
    return tuple(read[weight] for weight in sorted(read))


def _consequence(table: Table, head: Head) -> Consequence:
    weight = table.whole("weight", least=WEIGHTS[0], most=WEIGHTS[-1])
    read = Consequence(
        id=table.id(f"concerns.consequence.{weight}"),
        of=head.of,
        origin=head.origin(table),
        weight=weight,
        acts=table.choices("acts", ForcedAct),
    )
    table.finish()
    return read


def permanence(table: Table, head: Head, id: str) -> PermanenceRules:
    """[permanence]"""
    personal, adults_only = table.yes("personal"), table.yes("adults_only")
    if personal and not adults_only:
        table.wrong("adults_only", "is false; it should be true, as this permanence is personal")
    keeps_checks = table.yes("keeps_checks")
    if not keeps_checks:
        table.wrong("keeps_checks", "is false; it should be true: permanence loses no protection")
    return PermanenceRules(
        id=id,
        of=head.of,
        origin=head.origin(table),
        offered=table.yes("offered"),
        form=table.text("form"),
        personal=personal,
        adults_only=adults_only,
        cooling_off_days=table.whole("cooling_off_days"),
        confirmed_by=_one_of(table, "confirmed_by", (Audience.LEAD, Audience.CASEWORKER)),
        reversible_days=table.whole("reversible_days"),
        keeps_checks=keeps_checks,
    )


def decline(table: Table, head: Head, id: str) -> DeclineRules:
    """[decline]"""
    allowed = table.choices("consequences", DeclineConsequence)
    default = table.choice("default", DeclineConsequence)
    if default not in allowed:
        table.wrong("default", f'is "{default}", which consequences does not allow')
    park_days = table.whole_or_none("park_days", least=1)
    if (DeclineConsequence.PARK in allowed) != (park_days is not None):
        table.wrong("park_days", 'goes with the consequence "park", and that needs it')
    return DeclineRules(
        id=id,
        of=head.of,
        origin=head.origin(table),
        consequences=allowed,
        default=default,
        park_days=park_days,
    )


def retention(table: Table, head: Head, id: str) -> Retention:
    """[[retention]]"""
    years = table.whole_or_none("years", least=1)
    days = table.whole_or_none("days", least=1)
    if (years is None) == (days is None):
        table.wrong("years", "or days, one of the two, should say how long records are kept")
    return Retention(
        id=id,
        of=head.of,
        origin=head.origin(table),
        records=table.text("class"),
        starts_at=table.text("starts_at"),
        days=days or (years or 0) * DAYS_PER_YEAR,
        basis=table.text("basis"),
    )


def contact(table: Table, head: Head, id: str) -> ContactRules:
    """[contact]"""
    return ContactRules(
        id=id,
        of=head.of,
        origin=head.origin(table),
        default=table.choice("default", Unasked),
        safe_from=table.clock_or_none("safe_from"),
        safe_until=table.clock_or_none("safe_until"),
        voicemail=table.yes("voicemail", False),
        letters=table.yes("letters", False),
    )
