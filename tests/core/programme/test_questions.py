"""Questions of a talk: what fits is kept in order, what does not is named, and no word is lost."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import BadInput, NotFound
from hearth.core.programme import Programme
from hearth.core.programme_file import bundled as programmes
from hearth.core.programme_file import load
from hearth.core.programme_file.questions import FOLDER, bundled, for_talk, in_force, of, read
from hearth.core.questions import (
    Answer,
    Condition,
    Kind,
    respond,
    to_fhir,
    told,
)

DAY = date(2026, 11, 22)
GUEST, HOST = in_force("talk-resident", DAY), in_force("talk-host", DAY)
FORM = """
[questionnaire]
name = "a-talk"
version = 1
effective_from = 2026-01-01
title = "A talk"
jurisdiction = "general"
read_on = 2026-11-22

[[item]]
linkId = "safe"
text = "Safe?"
type = "boolean"
source = "the product's own choice"
confidence = "I"
"""


def codes(given_: dict[str, str]) -> dict[str, str]:
    return dict(respond(GUEST, given_).wrong)


def test_what_fits_is_kept_in_the_order_of_the_form() -> None:
    response = respond(GUEST, {"sleep": " well ", "feels-safe": "yes"})

    assert response.answers == (Answer("feels-safe", "yes"), Answer("sleep", "well"))
    assert (response.form, response.wrong) == ("talk-resident.1", ())


def test_whether_they_feel_safe_is_asked_of_everybody() -> None:
    assert codes({}) == {"feels-safe": "missing"}


def test_a_question_waits_for_the_answer_that_opens_it() -> None:
    assert codes({"feels-safe": "yes", "afraid-of": "the dog"}) == {"afraid-of": "not_asked"}
    assert codes({"feels-safe": "no", "afraid-of": "the dog"}) == {}


def test_an_answer_to_what_is_not_asked_is_named_and_not_lost() -> None:
    response = respond(GUEST, {"feels-safe": "yes", "afraid-of": "the dog"})

    assert Answer("afraid-of", "the dog") in response.answers


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"feels-safe": "perhaps"}, {"feels-safe": "no_choice"}),
        ({"feels-safe": "no", "tonight": "maybe"}, {"tonight": "no_boolean"}),
        ({"feels-safe": "yes", "sleep": "x" * 10_001}, {"sleep": "too_long"}),
        ({"feels-safe": "yes", "shoe-size": "7"}, {"shoe-size": "unknown"}),
    ],
)
def test_what_does_not_fit_is_named_by_a_code(given_: dict[str, str], code: dict[str, str]) -> None:
    assert codes(given_) == code


@pytest.mark.parametrize("day", ["2026-02-30", "22.11.2026", "20261122", "2026-W01-1"])
def test_a_day_is_year_month_and_day(day: str) -> None:
    response = respond(HOST, {"changed": "true", "changed-on": day})

    assert dict(response.wrong) == {"changed-on": "no_date"}


@given(st.dictionaries(st.sampled_from([one.link_id for one in GUEST.questions]), st.text()))
def test_every_answer_is_either_kept_or_named(given_: dict[str, str]) -> None:
    response = respond(GUEST, given_)

    kept = {answer.link_id for answer in response.answers}
    said = {key for key, text in given_.items() if text.strip()}
    assert said <= kept | dict(response.wrong).keys()


def test_what_was_answered_reads_as_words() -> None:
    answers = respond(GUEST, {"feels-safe": "no", "tonight": "true"}).answers

    assert dict(told(GUEST, answers)) == {
        "Do they feel safe here?": "No",
        "Do they want to sleep somewhere else tonight?": "Yes",
    }


def test_no_answer_shows_in_the_text_form_of_one() -> None:
    assert "dog" not in repr(Answer("afraid-of", "the dog"))


def test_a_form_has_the_shape_of_a_fhir_questionnaire() -> None:
    items = {item["linkId"]: item for item in to_fhir(GUEST)["item"]}

    assert to_fhir(GUEST)["resourceType"] == "Questionnaire"
    assert items["feels-safe"]["answerOption"][0]["valueCoding"]["code"] == "yes"
    assert items["tonight"]["enableWhen"] == [
        {"question": "feels-safe", "operator": "=", "answerCoding": {"code": "no"}}
    ]
    when = {item["linkId"]: item for item in to_fhir(HOST)["item"]}["what-changed"]["enableWhen"]
    assert when == [{"question": "changed", "operator": "=", "answerBoolean": True}]


@given(st.text(min_size=1, max_size=3) | st.just("no"), st.booleans())
def test_a_condition_and_its_opposite_never_agree(said: str, is_not: bool) -> None:
    condition = Condition("safe", "no", is_not)

    assert condition.holds({"safe": said}) is not Condition("safe", "no", not is_not).holds(
        {"safe": said}
    )


def test_what_was_not_answered_opens_nothing() -> None:
    assert not Condition("safe", "no").holds({})
    assert not Condition("safe", "no", is_not=True).holds({})


def test_every_question_says_where_it_comes_from() -> None:
    for form in bundled():
        assert all(question.origin.told for question in form.questions)
        assert f"{form.ref}.toml" in {path.name for path in FOLDER.iterdir()}


def test_every_programme_picks_a_form_for_both_talks() -> None:
    picked = {
        programme.name: (
            for_talk(programme, "resident", DAY).name,
            for_talk(programme, "host", DAY).name,
        )
        for programme in programmes()
    }

    assert picked == {
        "blank": ("talk-resident", "talk-host"),
        "healers-office": ("talk-resident", "talk-host"),
        "host-home-us": ("host-home-guest", "host-home-host"),
        "hosting-refugees-uk": ("refugee-guest", "refugee-host"),
        "nightstop": ("nightstop-guest", "nightstop-host"),
        "supported-lodgings-england": ("lodgings-guest", "lodgings-host"),
    }


@pytest.mark.parametrize("programme", programmes(), ids=lambda one: one.name)
def test_whatever_the_service_everybody_who_lives_there_is_asked_whether_they_feel_safe(
    programme: Programme,
) -> None:
    asked = for_talk(programme, "resident", DAY).questions
    first, *_, last = asked

    assert (first.link_id, first.required) == ("feels-safe", True)
    assert last.link_id == "tell-nobody"
    afraid = next(one for one in asked if one.link_id == "afraid-of")
    assert afraid.asked({"feels-safe": "no"})
    assert not afraid.asked({"feels-safe": "yes"})


def test_nobody_must_answer_what_they_would_rather_not_say() -> None:
    for form in bundled():
        chosen = [one for one in form.questions if one.required and one.kind is Kind.CHOICE]
        assert all("not-said" in {option.code for option in one.options} for one in chosen)


@pytest.mark.parametrize(
    ("name", "asked", "source"),
    [
        ("refugee-guest", "lives-here", "Homes for Ukraine council guidance"),
        ("host-home-guest", "away-from-home", "WIC 16516.5"),
        ("lodgings-guest", "private", "SI 2010/959"),
        ("nightstop-guest", "left-alone", "Nightstop pages"),
    ],
)
def test_what_only_one_service_asks_names_the_rule_of_that_service(
    name: str, asked: str, source: str
) -> None:
    questions = {one.link_id: one for one in in_force(name, DAY).questions}

    assert source in questions[asked].origin.source
    assert asked not in {one.link_id for one in GUEST.questions}


def a_programme(talks: str) -> Any:
    path = FOLDER.parent / "blank.1.toml"
    general = path.read_text("utf-8").partition("\n[talks]")[0]
    return load(general + talks, name="blank.1.toml")


def test_a_programme_that_picks_none_asks_by_the_general_forms() -> None:
    silent = a_programme("")

    assert (for_talk(silent, "resident", DAY), for_talk(silent, "host", DAY)) == (GUEST, HOST)


def test_a_programme_picks_its_own_form() -> None:
    chosen = (
        '\n[talks]\nresident = "talk-host"\nhost = "talk-host"\nsource = "us"\nconfidence = "I"\n'
    )

    assert for_talk(a_programme(chosen), "resident", DAY) == HOST
    with pytest.raises(BadInput, match='is "talk-nobody", and no form is called so'):
        a_programme(chosen.replace("talk-host", "talk-nobody"))


def test_a_form_is_found_by_its_version_and_never_before_its_day() -> None:
    assert of("talk-resident.1") == GUEST
    with pytest.raises(NotFound):
        of("talk-resident.99")
    with pytest.raises(NotFound):
        in_force("talk-resident", date(2019, 1, 1))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (FORM.replace('"boolean"', '"choice"'), "answerOption: goes with type"),
        (FORM + 'answerOption = [{ code = "a", display = "A" }]\n', "answerOption: goes with"),
        (FORM + 'enableWhen = [{ question = "x", answer = "y" }]\n', "which no earlier item asks"),
        (FORM.replace('"boolean"', '"slider"'), r"\(1 more problem\)"),
        (FORM.partition("[[item]]")[0], "at least one question"),
        (FORM.replace("a-talk", "b-talk"), "make b-talk.1.toml"),
        (
            FORM + FORM.partition("[[item]]")[1] + FORM.partition("[[item]]")[2],
            "as an earlier item",
        ),
        ("[questionnaire", "not valid TOML"),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read(text, "a-talk.1.toml")


def test_a_condition_waits_for_an_answer_that_there_is() -> None:
    second = FORM.partition("[[item]]")[2].replace('"safe"', '"more"')
    waits = f'{FORM}[[item]]{second}enableWhen = [{{ question = "safe", answer = "perhaps" }}]\n'

    with pytest.raises(BadInput, match="which is no answer to it"):
        read(waits, "a-talk.1.toml")
    assert read(waits.replace("perhaps", "true"), "a-talk.1.toml").questions[1].kind is Kind.BOOLEAN
