"""A programme that is wrong is refused, and the sentence leads straight to the mistake."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import BadInput, NotFound, Tampered
from hearth.core.offer import FIELDS
from hearth.core.programme import (
    Confidence,
    EligibilityRule,
    HostilityRule,
    LastResortRule,
    Programme,
    RoomRule,
    Rule,
    Scope,
)
from hearth.core.programme_file import (
    FOLDER,
    Problem,
    bundled,
    check_history,
    fingerprint,
    in_force,
    known_keys,
    load,
    problems,
)
from hearth.core.programme_file.tables import MANDATORY

SIX = (
    "blank",
    "healers-office",
    "host-home-us",
    "hosting-refugees-uk",
    "nightstop",
    "supported-lodgings-england",
)
GOOD = (FOLDER / "healers-office.1.toml").read_text(encoding="utf-8")
TODAY = date(2031, 5, 4)


def line_of(text: str, words: str) -> int:
    """The line, from 1, on which `words` first stand."""
    return text[: text.index(words)].count("\n") + 1


def spoilt(old: str, new: str) -> tuple[str, list[Problem]]:
    """The healers' programme with its first `old` made `new`, and what is said about it."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    return text, problems(text, name="mine.1.toml")


# --- the six -------------------------------------------------------------------------------


def test_the_six_programmes_load() -> None:
    assert tuple(one.name for one in bundled()) == SIX


@pytest.mark.parametrize("name", SIX)
def test_every_programme_is_in_force_under_its_name(name: str) -> None:
    assert in_force(name, TODAY).ref == f"{name}.1"


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_every_rule_and_number_says_where_it_comes_from(programme: Programme) -> None:
    origins = [(part.origin, *(o for _, o in part.origin.of_keys)) for part in programme.parts()]

    for origin in (one for several in origins for one in several):
        assert origin.source
        assert origin.jurisdiction
        assert origin.read_on >= date(2026, 11, 22)


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_only_what_was_read_is_shown_as_if_it_were_law(programme: Programme) -> None:
    for part in programme.parts():
        assert ("not law" in part.origin.told) is (part.origin.confidence is not Confidence.READ)


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_what_the_service_chose_itself_never_claims_to_have_been_read(programme: Programme) -> None:
    for part in programme.parts():
        if part.origin.source.startswith("the service's own choice"):
            assert part.origin.confidence is Confidence.OWN


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_every_programme_keeps_the_promises_of_the_product(programme: Programme) -> None:
    assert {rule.name for rule in programme.rules} >= set(MANDATORY)
    assert programme.consent.fits_at_least >= 5
    assert programme.permanence.keeps_checks
    assert programme.permanence.adults_only or not programme.permanence.personal
    assert set(programme.rule(LastResortRule).kinds) >= {"congregate"}
    assert programme.contact.default == "none"
    assert programme.introduction.supervised


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_every_programme_asks_both_sides_apart(programme: Programme) -> None:
    assert set(programme.recurrence("check").private_with) == {"resident", "host"}


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_a_sensitive_period_raises_checks_and_is_entered_by_the_person(
    programme: Programme,
) -> None:
    for kind in programme.sensitive_kinds:
        assert kind.check_every_days is not None
        assert kind.check_every_days <= kind.length_days
        assert kind.entered_by == "resident"


@pytest.mark.parametrize("programme", bundled(), ids=SIX)
def test_every_description_is_made_of_what_may_be_said_of_a_home(programme: Programme) -> None:
    assert set().union(*programme.consent.ladder) <= set(FIELDS)


def test_the_healers_office_is_the_reference_service() -> None:
    healers = in_force("healers-office", TODAY)

    assert healers.assessment("designation").outcomes == ("alpha", "beta", "omega")
    assert healers.assessment("designation").entered_by == "clinician"
    assert healers.rule(LastResortRule).kinds == ("family", "congregate")
    assert [stage.days for stage in healers.recurrence("check").stages] == [7, 91]
    heat = healers.sensitive_kinds_by_id["heat"]
    assert (heat.recurring, heat.every_days, heat.length_days) == (True, 91, 7)
    assert heat.bars_moves
    bond = healers.permanence
    assert (bond.form, bond.personal, bond.adults_only) == ("bond", True, True)
    assert (bond.cooling_off_days, bond.confirmed_by) == (14, "lead")


def test_nightstop_is_one_night_for_one_person_of_16_to_25_before_nine() -> None:
    nightstop = in_force("nightstop", TODAY)
    who = nightstop.rule(EligibilityRule)

    assert (who.age_min, who.age_max, who.party_size_max) == (16, 25, 1)
    assert nightstop.placement.planned_days_max == 1
    assert nightstop.placement.arrive_before == time(21)
    assert nightstop.placement.escorted_first_night
    assert nightstop.placement.origin.confidence is Confidence.SECONDARY


def test_the_two_room_rules_of_the_united_kingdom_are_told_as_read() -> None:
    for name, standard in (
        ("hosting-refugees-uk", "homes-for-ukraine"),
        ("supported-lodgings-england", "housing-act-1985"),
    ):
        room = in_force(name, TODAY).rule(RoomRule)
        assert (room.standard, room.origin.confidence) == (standard, Confidence.READ)


def test_hosts_of_refugees_have_everybody_of_16_checked() -> None:
    dbs = in_force("hosting-refugees-uk", TODAY).requirement("dbs")

    assert (dbs.scope, dbs.age) == (Scope.MEMBER_OVER, 16)


def test_one_key_may_have_a_source_of_its_own() -> None:
    placement = in_force("host-home-us", TODAY).placement

    assert placement.origin.of("planned_days_max").confidence is Confidence.READ
    assert placement.origin.of("arrive_before").confidence is Confidence.OWN


# --- mistakes: file, line, key, what would be right ------------------------------------------

WORRY, HEARD = "concerns.worry.", "concerns.complaint.hearing[1]."
AFTER = "[concerns.allegation]"  # where hearings of a complaint may stand before


def hearing(by: str, reply: int | None = None) -> str:
    """A further hearing of a complaint, as a file has it."""
    days = "acknowledge_days = 3\nfeedback_days = 70"
    replied = "" if reply is None else f"\nreply_days = {reply}"
    of = 'source = "x"\nconfidence = "I"'
    return f'[[concerns.complaint.hearing]]\nby = "{by}"\n{days}{replied}\n{of}\n\n'


MISTAKES = [
    ("degrees = 2", "degrees = -1", "rules.hostility.degrees", "0 or more"),
    ("degrees = 2", 'degrees = "two"', "rules.hostility.degrees", "a whole number"),
    ("degrees = 2", "degrees = true", "rules.hostility.degrees", "is true; it should be a whole"),
    ("degrees = 2", "degres = 2", "rules.hostility.degres", "did you mean 'degrees'?"),
    ("[rules.fear]", "[rules.faer]", "rules.faer", "did you mean 'fear'?"),
    ("[rules.language]", "[rules.weather]", "rules.weather", "known: acceptance"),
    ("fits_at_least = 5", "fits_at_least = 4", "consent.fits_at_least", "5 or more"),
    ("lapse_days = 14", "lapse_days = -14", "consent.lapse_days", "1 or more"),
    ("adults_only = true", "adults_only = false", "permanence.adults_only", "personal"),
    ("keeps_checks = true", "keeps_checks = false", "permanence.keeps_checks", "no protection"),
    ('id = "references"', 'id = "identity"', "requirement[2].id", "earlier [[requirement]]"),
    ('id = "references"', 'id = "The References"', "requirement[2].id", "small letters"),
    ("effective_from = 2025-01-01", 'effective_from = "soon"', "programme.effective_from", "date"),
    (
        "effective_from = 2025-01-01",
        "effective_from = 2025-01-01T10:00:00",
        "programme.effective_from",
        "a date such as",
    ),
    ('scope = "every_adult"', 'scope = "evry_adult"', "requirement[3].scope", "'every_adult'?"),
    ('scope = "every_adult"', 'scope = "member_over"', "requirement[3].age", "scope needs it"),
    ("every_days = 91 }", "every_days = 0 }", "recurrence[2].stages[2].every_days", "1 or more"),
    ("every_days = 91 }", "evry_days = 91 }", "recurrence[2].stages[2].evry_days", "'every_days'"),
    ("{ first_within_days = 7 }", "{ every_days = 7 }", "recurrence[2].stages", "never ends"),
    ("tolerance_days = 5", "tolerance_days = 7", "recurrence[2].tolerance_days", "below 7"),
    ("unannounced_share = 0.25", "unannounced_share = 25", "recurrence[2].unannounced_share", "1"),
    ('arrive_before = "19:00"', 'arrive_before = "25:00"', "placement.arrive_before", '"21:00"'),
    ('confidence = "I"', 'confidence = "X"', "assessment[1].confidence", "one of I, M, R, S"),
    ('kinds = ["family", "congregate"]', 'kinds = ["family"]', "rules.last_resort.kinds", "always"),
    ('kinds = ["family", "congregate"]', 'kinds = ["inn"]', "rules.last_resort.kinds", '"inn"'),
    (
        '["host_home", "supported", "family", "congregate"]',
        '["congregate", "host_home", "supported", "family"]',
        "placement.kinds",
        "should end with",
    ),
    ('["kind", "area", "step_free"]', '["men"]', "consent.ladder", "fine to coarse"),
    ('"affirming"]', '"street"]', "consent.ladder", "nobody learns before consent"),
    ('[contact]\ndefault = "none"', '[contact]\ndefault = "mail"', "contact.default", "none"),
    ("weight = 2", "weight = 1", "concerns.consequence[2].weight", "earlier"),
    ('"pause_offers"', '"pause_offer"', "concerns.consequence[3].acts", "'pause_offers'?"),
    ("recurring = true", "recurring = false", "sensitive[1].every_days", "goes with recurring"),
    ("length_days = 7", "length_days = 91", "sensitive[1].every_days", "before the next"),
    ("park_days = 14", "", "decline.park_days", '"park"'),
    ('default = "none"', 'default = "never"', "decline.default", "one of none, park"),
    ("years = 10", "years = 10\ndays = 3", "retention[1].years", "one of the two"),
    ("waiver_days_max = 60", "", "requirement[5].waiver_days_max", "waivable_by"),
    ("feedback_days = 28", "feedback_days = 1", "concerns.complaint.feedback_days", "before the 7"),
    (
        "[concerns.worry]",
        "[concerns.worry]\nofficer_days = 1",
        WORRY + "officer_days",
        "no officer",
    ),
    ("[concerns.worry]", "[concerns.worry]\nadvocate = true", WORRY + "advocate", "not known"),
    (AFTER, hearing("panel", reply=28) + AFTER, HEARD + "by", 'this place is "independent"'),
    (AFTER, hearing("independent", reply=28) + AFTER, HEARD + "reply_days", "for a panel"),
    ("[introduction]", "[introduction]\nhaste = 1", "introduction.haste", "not known here"),
    (
        "[consent]",
        '[placement.sources.colour]\nsource = "x"\nconfidence = "I"\n\n[consent]',
        "placement.sources.colour",
        "does not hold",
    ),
    ("[contact]", "[contakt]", "contakt", "did you mean 'contact'?"),
    ("age_min = 16", "age_min = 16\nage_max = 15", "rules.eligibility.age_max", "nobody would"),
    ("outcomes = [", 'outcomes = ["alpha", ', "assessment[1].outcomes", "twice"),
]


@pytest.mark.parametrize(("old", "new", "key", "right"), MISTAKES, ids=[m[2] for m in MISTAKES])
def test_a_mistake_is_named_with_file_line_key_and_what_would_be_right(
    old: str, new: str, key: str, right: str
) -> None:
    text, found = spoilt(old, new)

    (named,) = [one for one in found if one.key == key and right in one.sentence]

    assert named.file == "mine.1.toml"
    assert named.line in around(text, GOOD.index(old))
    assert str(named).startswith(f"mine.1.toml, line {named.line}, {key}: ")


def test_a_complaint_is_heard_by_the_lead_an_independent_one_and_a_panel_and_by_nobody_after() -> (
    None
):
    both = hearing("independent") + hearing("panel", reply=28)

    _, found = spoilt(AFTER, both + hearing("panel", reply=28) + AFTER)

    assert spoilt(AFTER, both + AFTER)[1] == []
    assert [one.key for one in found] == ["concerns.complaint.hearing[3]"]


def around(text: str, at: int) -> range:
    """The lines of the table that holds the sign number `at`."""
    start = text.rfind("\n[", 0, at + 1) + 1
    end = text.find("\n[", at + 1)
    return range(text[:start].count("\n") + 1, text[:end].count("\n") + 1)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("degrees = 2", "degrees = -1", "rules.hostility.degrees"),
        ("every_days = 91 }", "every_days = 0 }", "recurrence[2].stages[2].every_days"),
        ("fits_at_least = 5", "fits_at_least = 4", "consent.fits_at_least"),
        ("years = 10", "yers = 10", "retention[1].yers"),
    ],
)
def test_the_line_is_the_very_line(old: str, new: str, key: str) -> None:
    text, found = spoilt(old, new)

    (named,) = [one for one in found if one.key == key]

    assert named.line == line_of(text, new)


def test_a_weight_without_its_consequence_is_named() -> None:
    start = GOOD.index("[[concerns.consequence]]\nweight = 3")
    text = GOOD[:start] + GOOD[GOOD.index("\n[", start) + 1 :]

    (only,) = problems(text, name="mine.1.toml")

    assert only.key == "concerns.consequence"
    assert "weight 3" in only.sentence


@pytest.mark.parametrize("rule", MANDATORY)
def test_a_programme_without_a_mandatory_rule_is_refused(rule: str) -> None:
    start = GOOD.index(f"[rules.{rule}]")
    text = GOOD[:start] + GOOD[GOOD.index("\n[", start) + 1 :]

    found = problems(text, name="mine.1.toml")

    assert (f"rules.{rule}", True) in [(o.key, "may do without" in o.sentence) for o in found]


def test_bad_toml_is_named_with_its_line() -> None:
    text, (only,) = spoilt("degrees = 2", "degrees = = 2")

    assert (only.line, only.key) == (line_of(text, "degrees = = 2"), "")
    assert "not valid TOML" in only.sentence


def test_toml_that_breaks_off_is_named_with_its_last_line() -> None:
    (only,) = problems('[programme]\nname = "x"\nkinds = [', name="mine.1.toml")

    assert only.line == 3


def test_a_day_that_does_not_exist_is_named_with_its_line() -> None:
    text, (only,) = spoilt("effective_from = 2025-01-01", "effective_from = 2025-02-30")

    assert only.line == line_of(text, "2025-02-30")


def test_all_mistakes_of_a_file_are_found_at_once_and_in_order() -> None:
    text = GOOD.replace("degrees = 2", "degrees = -1").replace("lapse_days = 14", "lapse_days = 0")

    found = problems(text, name="mine.1.toml")

    assert [one.key for one in found] == ["rules.hostility.degrees", "consent.lapse_days"]


def test_loading_tells_the_first_mistake_and_how_many_more_there_are() -> None:
    text = GOOD.replace("degrees = 2", "degrees = -1").replace("lapse_days = 14", "lapse_days = 0")

    with pytest.raises(
        BadInput, match=r"^mine\.1\.toml, line \d+, rules\.host.*\(1 more problem\)$"
    ):
        load(text, name="mine.1.toml")


def test_an_empty_file_says_each_missing_table_once() -> None:
    found = problems("", name="mine.1.toml")

    assert [one.key for one in found].count("placement") == 1
    assert {"programme", "rules", "consent", "permanence"} <= {one.key for one in found}


@pytest.mark.parametrize(
    "text", ["programme = 3", "rules = []", "[[placement]]", "requirement = 1", "recurrence = [1]"]
)
def test_a_value_where_a_table_belongs_is_a_problem_and_not_a_crash(text: str) -> None:
    key = text.strip("[]").split(" ", maxsplit=1)[0]

    assert key in [one.key for one in problems(text)]


words = st.sampled_from(
    ["", "0", "-1", "true", '"x"', "[]", "[1]", "{}", "{ a = 1 }", "2026-01-01"]
)


@settings(max_examples=300)
@given(st.integers(0, GOOD.count("\n") - 1), words)
def test_whatever_stands_in_a_line_it_is_read_or_refused_in_a_sentence(at: int, value: str) -> None:
    lines = GOOD.split("\n")
    lines[at] = lines[at].partition("=")[0] + (f"= {value}" if "=" in lines[at] else value)

    found = problems("\n".join(lines), name="mine.1.toml")

    assert all(1 <= one.line <= len(lines) and one.sentence for one in found)


# --- files, versions, days ------------------------------------------------------------------


def test_a_file_is_called_after_its_name_and_version(tmp_path: Path) -> None:
    path = tmp_path / "healers-office.2.toml"
    path.write_text(GOOD, encoding="utf-8")

    (only,) = problems(path)

    assert "not healers-office.2.toml" in only.sentence


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^none\.1\.toml cannot be read"):
        load(tmp_path / "none.1.toml")


def test_a_file_in_another_encoding_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "healers-office.1.toml"
    path.write_bytes(GOOD.replace("healers' office", "f\u00f6hn").encode("latin-1"))

    with pytest.raises(BadInput, match="is not UTF-8"):
        load(path)


def test_line_ends_and_marks_of_another_system_change_nothing() -> None:
    assert load("\ufeff" + GOOD.replace("\n", "\r\n")) == load(GOOD)


def version(number: int, effective_from: date) -> Programme:
    return replace(load(GOOD), version=number, effective_from=effective_from)


def test_the_version_in_force_is_the_latest_to_have_taken_effect() -> None:
    first, second = version(1, date(2030, 1, 1)), version(2, date(2031, 1, 1))

    def on(day: date) -> int:
        return in_force("healers-office", day, programmes=[second, first]).version

    assert [on(date(2030, 12, 31)), on(date(2031, 1, 1))] == [1, 2]


def test_before_its_first_day_no_version_is_in_force() -> None:
    with pytest.raises(NotFound, match="takes effect on 2030-01-01"):
        in_force("healers-office", date(2029, 1, 1), programmes=[version(1, date(2030, 1, 1))])


def test_a_misspelt_programme_is_met_with_the_one_probably_meant() -> None:
    with pytest.raises(NotFound, match="did you mean 'nightstop'"):
        in_force("nightstopp", TODAY)


@pytest.mark.parametrize("later", [date(2030, 1, 1), date(2029, 1, 1)])
def test_a_later_version_takes_effect_on_a_later_day(later: date) -> None:
    with pytest.raises(BadInput, match=r"healers-office\.2 takes effect"):
        check_history([version(1, date(2030, 1, 1)), version(2, later)])


def test_a_version_that_was_edited_is_refused() -> None:
    once = load(GOOD)
    edited = load(GOOD.replace("degrees = 2", "degrees = 1", 1))

    check_history([once], recorded={once.ref: once.fingerprint})
    with pytest.raises(Tampered, match=r"healers-office\.1 was edited"):
        check_history([edited], recorded={once.ref: once.fingerprint})


def test_the_fingerprint_is_of_every_sign_of_the_text() -> None:
    assert fingerprint(GOOD) != fingerprint(GOOD.replace("degrees = 2", "degrees = 3"))
    assert load(GOOD).fingerprint == fingerprint(GOOD)


class MoodRule(Rule):
    """A rule that no programme has."""

    name = "mood"


# --- looking things up ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda p: p.rule(MoodRule),
        lambda p: p.assessment("mood"),
        lambda p: p.requirement("mood"),
        lambda p: p.recurrence("mood"),
        lambda p: p.deadline("mood"),
        lambda p: p.consequence(5),
    ],
)
def test_what_a_programme_does_not_hold_is_not_found(ask: Callable[[Programme], object]) -> None:
    with pytest.raises(NotFound, match=r"programme healers-office\.1 has no"):
        ask(load(GOOD))


def test_a_rule_keeps_its_threshold_and_says_whose_it_is() -> None:
    hostility = load(GOOD).rule(HostilityRule)

    assert hostility.degrees == 2
    assert hostility.of == "healers-office.1"


@pytest.mark.parametrize(
    ("met_on", "months", "until"),
    [
        (date(2030, 1, 31), 1, date(2030, 2, 28)),
        (date(2031, 12, 15), 12, date(2032, 12, 15)),
        (date(2032, 2, 29), 12, date(2033, 2, 28)),
        (date(2030, 10, 31), 36, date(2033, 10, 31)),
    ],
)
def test_a_requirement_holds_for_whole_months(met_on: date, months: int, until: date) -> None:
    check = replace(load(GOOD).requirement("background-check"), valid_months=months)

    assert check.valid_until(met_on) == until


def test_a_requirement_without_a_length_never_ends() -> None:
    assert load(GOOD).requirement("identity").valid_until(TODAY) is None


# --- the page about writing one ----------------------------------------------------------------


def test_the_how_to_page_names_every_key_there_is() -> None:
    page = (FOLDER.parents[1] / "docs/how-to/write-a-programme.md").read_text(encoding="utf-8")
    keys = frozenset[str]().union(*(known_keys(path) for path in FOLDER.glob("*.toml")))
    written = set(re.findall(r"[`\[](\w+)[`\].]", page))

    assert keys - written == set()
