"""What a resident or a host is refused is said in their language, with its numbers and days."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.offer import STEPS, Act, State
from hearth.core.steps import after
from hearth.web import refusals
from tools import words

HEARTH = Path(refusals.__file__).parent.parent
# Where whatever is refused is refused to a resident or to a host.
THEIRS = ("web/resident", "web/host", "actions/homes/own_home.py", "actions/kept/requests.py")
RAISED = {"RuleBroken", "BadInput", "InvalidValue", "Stale", "StepNotAllowed", "WrongHands"}
TO_STAFF = {"a refusal needs its reason: the person reads it, and may complain of it"}


def raised() -> set[str]:
    """Every sentence raised there, with a 7 in each of its places."""
    files = [file for at in THEIRS for file in _files(HEARTH / at)]
    calls = (
        node.exc
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    )
    texts = {_text(one.args[0]) for one in calls if getattr(one.func, "id", "") in RAISED}
    return texts - {""} - TO_STAFF


def _files(at: Path) -> list[Path]:
    return [at] if at.is_file() else sorted(at.glob("*.py"))


def _text(said: ast.expr) -> str:
    """The sentence; empty where the page says it in the reader's language by itself."""
    if isinstance(said, ast.Constant):
        return str(said.value)
    if isinstance(said, ast.JoinedStr):
        return "".join(_text(one) or "7" for one in said.values)
    return ""


def test_every_sentence_that_is_raised_there_is_known() -> None:
    sentences = raised()

    assert len(sentences) > 5
    assert {one for one in sentences if not refusals.known(one)} == set()


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("text", refusals.SENTENCES)
def test_its_places_are_filled_in_every_language(text: str, language: str) -> None:
    sentence = text % dict.fromkeys(words.places(text), "27")

    with translation.override(language):
        said = refusals.said(sentence)

    assert said != sentence
    assert said.count("27") == sentence.count("27")


def test_a_step_that_is_over_is_told_without_the_words_of_our_tables() -> None:
    with pytest.raises(RuleBroken) as refused:
        after(STEPS, State.ENDED, Act.ANSWER, Audience.RESIDENT)

    with translation.override("en"):
        assert refusals.said(str(refused.value)) == refusals.OVER


def test_what_is_not_in_the_table_stands_as_it_was_said() -> None:
    with translation.override("uk"):
        assert refusals.said("the boat is full <b>") == "the boat is full <b>"
