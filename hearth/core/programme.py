"""One service's words, rules and numbers, each with the place it was read.

It is read from a file (`programme_file`), never changed, and each part carries its `Origin`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import ClassVar, TypeVar

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.reach import Unasked
from hearth.core.units import months_after


class Confidence(StrEnum):
    """How sure we are of a number."""

    READ = "R"  # the wording itself was read
    SECONDARY = "S"  # read on a page about the rule
    MEMORY = "M"
    OWN = "I"  # chosen by the service, or invented


_TOLD = {
    Confidence.READ: "{source} ({jurisdiction}), read on {read_on}",
    Confidence.SECONDARY: "reported by {source} ({jurisdiction}), seen on {read_on}; not law",
    Confidence.MEMORY: "from memory, after {source} ({jurisdiction}); not law, look it up first",
    Confidence.OWN: "{source}; chosen, not law",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule or a number comes from; `of_keys` where single keys come from elsewhere."""

    source: str
    jurisdiction: str
    read_on: date
    confidence: Confidence
    of_keys: tuple[tuple[str, "Origin"], ...] = ()

    def of(self, key: str) -> "Origin":
        """Where the value of one key comes from."""
        return dict(self.of_keys).get(key, self)

    @property
    def told(self) -> str:
        """The words to show beside the number; only what was read may look like a rule of law."""
        return _TOLD[self.confidence].format(
            source=self.source, jurisdiction=self.jurisdiction, read_on=self.read_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a programme that holds a rule or a number.

    `of` is the programme and version it belongs to, such as `healers-office.1`.
    """

    id: str
    of: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Part):
    """A hard rule in force. Rules with a threshold have a class with that field."""

    name: ClassVar[str] = ""


class RoomStandard(StrEnum):
    """How it is worked out who may share a room."""

    HOUSING_ACT_1985 = "housing-act-1985"
    HOMES_FOR_UKRAINE = "homes-for-ukraine"
    BEDS = "beds"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostilityRule(Rule):
    """Nobody within `degrees` steps of somebody hostile; 0 is the hostile people themselves."""

    name: ClassVar[str] = "hostility"
    degrees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FearRule(Rule):
    """The person's fears decide."""

    name: ClassVar[str] = "fear"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRule(Rule):
    """The person's refusals decide, and need no reason."""

    name: ClassVar[str] = "refusal"


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingRule(Rule):
    """Every requirement is met on the day."""

    name: ClassVar[str] = "vetting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRule(Rule):
    """Room for the party, by `standard`."""

    name: ClassVar[str] = "room"
    standard: RoomStandard


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule(Rule):
    """The access the party needs is there."""

    name: ClassVar[str] = "access"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRule(Rule):
    """The host takes parties like this one."""

    name: ClassVar[str] = "acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityRule(Rule):
    """The home is free on the day."""

    name: ClassVar[str] = "availability"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceRule(Rule):
    """At least `danger_km` kilometres from every place that is dangerous to the person."""

    name: ClassVar[str] = "distance"
    danger_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRule(Rule):
    """A language in common, or an interpreter."""

    name: ClassVar[str] = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule(Rule):
    """Whom the service is for. Ages are whole years, both ends included."""

    name: ClassVar[str] = "eligibility"
    age_min: int
    age_max: int | None
    party_size_max: int | None
    unaccompanied_minors: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLimitRule(Rule):
    """At most `parties` parties in one home at a time; a lead may raise that to `parties_most`."""

    name: ClassVar[str] = "party_limit"
    parties: int
    parties_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivePeriodRule(Rule):
    """Homes and moves that a sensitive period bars are barred."""

    name: ClassVar[str] = "sensitive_period"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastResortRule(Rule):
    """A placement of one of these `kinds` only when no home fits."""

    name: ClassVar[str] = "last_resort"
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Part):
    """An assessment whose result belongs to the person."""

    title: str
    outcomes: tuple[str, ...]
    entered_by: Audience


class Scope(StrEnum):
    """Whom a requirement is asked of."""

    HOME = "home"
    HOST = "host"
    EVERY_ADULT = "every_adult"
    MEMBER_OVER = "member_over"


class Before(StrEnum):
    """The step that waits for a requirement."""

    OFFER = "offer"
    PLACEMENT = "placement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Part):
    """A dated step of vetting. `valid_months=None` never expires; `age` is for MEMBER_OVER."""

    title: str
    scope: Scope
    age: int | None
    valid_months: int | None
    waivable_by: Audience | None
    waiver_days_max: int | None
    before: Before

    def valid_until(self, met_on: date) -> date | None:
        """The first day on which it no longer holds; None when it never expires."""
        if self.valid_months is None:
            return None
        return months_after(met_on, self.valid_months)


class What(StrEnum):
    """What falls due."""

    CHECK = "check"
    REVIEW = "review"
    CONTACT = "contact"
    RENEWAL = "renewal"


class Trigger(StrEnum):
    """What a recurrence counts from."""

    PLACEMENT_START = "placement_start"
    MOVE = "move"
    SENSITIVE_PERIOD = "sensitive_period"
    REPORT = "report"


class ForcedAct(StrEnum):
    """What a concern, or a check that is overdue, forces."""

    TELL_LEAD = "tell_lead"
    TELL_MANAGER = "tell_manager"
    TELL_DESIGNATED_OFFICER = "tell_designated_officer"
    OFFER_ADVOCATE = "offer_advocate"
    EXTRA_CHECK = "extra_check"
    INDEPENDENT_REVIEW = "independent_review"
    PAUSE_OFFERS = "pause_offers"
    MOVE_TONIGHT_IF_WISHED = "move_tonight_if_wished"


class Place(StrEnum):
    """Where a talk is held."""

    HOME = "home"
    ELSEWHERE = "elsewhere"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Stage:
    """At most `days` days from one to the next, `times` times or until day `until_days`.

    `first` marks the first one after the trigger, which is due once.
    """

    days: int
    times: int | None = None
    until_days: int | None = None
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence(Part):
    """How something falls due again and again. `early_days`: how long before the due day the
    window opens; None means a quarter of the interval."""

    title: str
    what: What
    trigger: Trigger
    stages: tuple[Stage, ...]
    private_with: tuple[Audience, ...]
    in_person: bool
    place: Place
    tolerance_days: int
    early_days: int | None
    unannounced_share: float
    home_share_min: float
    max_substitutes_per_year: int | None
    may_be_refused_by: Audience | None
    on_overdue: tuple[ForcedAct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkForms(Part):
    """The forms by which the two talks of a check are asked, by name."""

    resident: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveKind(Part):
    """A kind of sensitive period. Lengths in days; `check_every_days=None` raises nothing."""

    title: str
    recurring: bool
    every_days: int | None
    length_days: int
    check_every_days: int | None
    bars_moves: bool
    bars_homes: tuple[str, ...]
    entered_by: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementRules(Part):
    """Kinds of placement in order of preference, and what holds for the first night."""

    kinds: tuple[str, ...]
    planned_days_max: int | None
    first_night: tuple[str, ...]
    arrive_before: time | None
    escorted_first_night: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRules(Part):
    """How a home is described before consent. `ladder`: fields told, from finest to coarsest."""

    fits_at_least: int
    ladder: tuple[tuple[str, ...], ...]
    lapse_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionRules(Part):
    """The meeting. The other side hears after `answer_delay_hours`, whatever the answer."""

    supervised: bool
    answer_delay_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernDeadlines(Part):
    """Days to acknowledge and answer one kind; whether an officer hears of it before the host, and
    within how many days; whether whoever raises it is told of an advocate."""

    kind: str
    acknowledge_days: int
    feedback_days: int
    officer_first: bool
    officer_days: int | None
    advocate: bool


class Hearing(StrEnum):
    """Who looks into a complaint: the lead first, then others where an answer is refused."""

    LEAD = "lead"
    INDEPENDENT = "independent"  # a lead who did not give the answer
    PANEL = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintHearing(Part):
    """A hearing after the first: days from the refusal. `reply_days`: from when a panel sat."""

    by: Hearing
    acknowledge_days: int
    feedback_days: int
    reply_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence(Part):
    """What a concern of `weight` (1 slight to 4 grave) forces."""

    weight: int
    acts: tuple[ForcedAct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermanenceRules(Part):
    """How a stay may become permanent. Where the form is personal, both are adults."""

    offered: bool
    form: str
    personal: bool
    adults_only: bool
    cooling_off_days: int
    confirmed_by: Audience
    reversible_days: int
    keeps_checks: bool


class DeclineConsequence(StrEnum):
    """What a "no" does to those who said it."""

    PARK = "park"
    NONE = "none"
    UNTIL_REASSESSED = "until_reassessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineRules(Part):
    """Which consequences a decline may carry, and which it carries when nobody says."""

    consequences: tuple[DeclineConsequence, ...]
    default: DeclineConsequence
    park_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Part):
    """How long records of a class are kept, in days from what `starts_at` names, and why."""

    records: str
    starts_at: str
    days: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules(Part):
    """What holds where the person has not said it (docs/how-to/write-a-programme.md)."""

    default: Unasked
    safe_from: time | None
    safe_until: time | None
    voicemail: bool
    letters: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The service's own words for the product's."""

    resident: str = "resident"
    host: str = "host"
    caseworker: str = "caseworker"
    visitor: str = "visitor"
    lead: str = "safeguarding lead"
    result: str = "result"
    home: str = "home"
    placement: str = "placement"
    check: str = "check"
    concern: str = "concern"
    permanence: str = "permanence"


AnyRule = TypeVar("AnyRule", bound=Rule)
AnyPart = TypeVar("AnyPart", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One version of one service's rules, in force from `effective_from`."""

    name: str
    version: int
    effective_from: date
    title: str
    summary: str
    jurisdiction: str
    fingerprint: str
    words: Words
    assessments: tuple[Assessment, ...]
    rules: tuple[Rule, ...]
    requirements: tuple[Requirement, ...]
    recurrences: tuple[Recurrence, ...]
    sensitive_kinds: tuple[SensitiveKind, ...]
    placement: PlacementRules
    consent: ConsentRules
    introduction: IntroductionRules
    deadlines: tuple[ConcernDeadlines, ...]
    consequences: tuple[Consequence, ...]
    permanence: PermanenceRules
    decline: DeclineRules
    retentions: tuple[Retention, ...]
    contact: ContactRules
    talks: TalkForms | None = None  # None: the product's general forms
    hearings: tuple[ComplaintHearing, ...] = ()  # after the first

    @property
    def ref(self) -> str:
        """Name and version, as written beside every decision: `healers-office.1`."""
        return f"{self.name}.{self.version}"

    def has_rule(self, name: str) -> bool:
        """Whether the hard rule is in force."""
        return any(rule.name == name for rule in self.rules)

    def rule(self, which: type[AnyRule]) -> AnyRule:
        """The hard rule of this class. Raises NotFound when it is not in force."""
        found = tuple(rule for rule in self.rules if isinstance(rule, which))
        return self._one(found, "rule", which.name)

    def assessment(self, id: str) -> Assessment:
        """Raises NotFound."""
        return self._one(_with_id(self.assessments, id), "assessment", id)

    def requirement(self, id: str) -> Requirement:
        """Raises NotFound."""
        return self._one(_with_id(self.requirements, id), "requirement", id)

    def recurrence(self, id: str) -> Recurrence:
        """Raises NotFound."""
        return self._one(_with_id(self.recurrences, id), "recurrence", id)

    @property
    def sensitive_kinds_by_id(self) -> Mapping[str, SensitiveKind]:
        """The kinds of sensitive period, as rules and tables look them up."""
        return {kind.id: kind for kind in self.sensitive_kinds}

    def deadline(self, kind: str) -> ConcernDeadlines:
        """Deadlines for a worry, a complaint or an allegation. Raises NotFound."""
        return self._one(tuple(d for d in self.deadlines if d.kind == kind), "deadline", kind)

    def hearing(self, by: Hearing) -> ComplaintHearing:
        """The days of a hearing after the first. Raises NotFound where the service has none."""
        return self._one(tuple(one for one in self.hearings if one.by is by), "hearing", by)

    def consequence(self, weight: int) -> Consequence:
        """What a concern of this weight forces. Raises NotFound outside 1 to 4."""
        found = tuple(c for c in self.consequences if c.weight == weight)
        return self._one(found, "consequence", str(weight))

    def parts(self) -> tuple[Part, ...]:
        """Everything that holds a rule or a number, to show each beside its source."""
        lists = (self.assessments, self.rules, self.requirements, self.recurrences)
        more = (self.sensitive_kinds, self.deadlines, self.hearings, self.consequences)
        single = (self.placement, self.consent, self.introduction, self.permanence)
        last = (self.decline, self.contact, *filter(None, (self.talks,)))
        many = (part for group in (*lists, *more, self.retentions) for part in group)
        return (*many, *single, *last)

    def _one(self, found: tuple[AnyPart, ...], kind: str, name: str) -> AnyPart:
        if not found:
            raise NotFound(f"programme {self.ref} has no {kind} {name!r}")
        return found[0]


def _with_id(parts: tuple[AnyPart, ...], id: str) -> tuple[AnyPart, ...]:
    return tuple(part for part in parts if part.id == id)
