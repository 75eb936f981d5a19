"""Free text is searched for protected places before it is kept where the other side can read it.

Every field of words in the product stands here: searched, by which function, or why it is not.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping

from django import forms

import hearth.web
from hearth.actions import concerns, offer, placement, testimony, transfer
from hearth.actions.kept import papers, requests, retention
from hearth.actions.keys import emergency
from hearth.actions.raised import classed, letterbox
from hearth.actions.telling import outbox
from hearth.actions.visiting import pauses

WORDS = 300  # signs from which on a field holds sentences
SHORT = {"handing_in.PaperForm.words"}  # that holds a sentence all the same
SEARCHED: Mapping[str, Callable[..., object]] = {
    "caseworker.messages.WriteForm.words": outbox.write,
    "caseworker.stage_forms.MoveForm.transport": placement.plan,
    "caseworker.stage_forms.MoveForm.escort": placement.plan,
    "caseworker.stage_forms.MoveForm.first_night": placement.plan,
    "caseworker.stage_forms.MoveForm.to_bring": placement.plan,
    "caseworker.stage_forms.ResortForm.reason": offer.put,
    "caseworker.transfer.Proposal.note": transfer.propose_to_office,
    "lead.asked.AnswerForm.words": requests.answer,
    "lead.asked.RefuseForm.reason": requests.refuse,
    "lead.forms.AnswerForm.words": concerns.answer,
    "lead.forms.ClassForm.reason": classed.class_as,
    "lead.forms.LetterForm.letter": letterbox.reply,
    "lead.forms.PurposeForm.purpose": testimony.open_stay,
    "lead.kept.WakeForm.purpose": retention.wake,
    "handing_in.PaperForm.words": papers.hand_in,
    "staff.forms.EndPauseForm.reason": pauses.end_early,
    "staff.forms.PauseForm.reason": pauses.pause,
}
OWN = "the person's own words, sealed to them and to whoever they tell; no host reads them"
OFFICE = "read by the office alone, which holds the key to everything that it could tell"
LEAD = "read by the lead's circle alone"
NOT_SEARCHED: Mapping[str, str] = {
    "caseworker.forms.Change.languages": OFFICE,
    "caseworker.forms.Change.keep_away": OFFICE,
    "caseworker.forms.Change.areas": OFFICE,
    "caseworker.forms.Change.dangers": OFFICE,
    "caseworker.forms.Tonight.where": "where they are tonight: for the office alone, and for them",
    "caseworker.hosts.forms.OnePause.reason": OFFICE,
    "caseworker.stage_forms.AskForm.area": OFFICE,
    "front.forms.Recover.first": "half of a key; nobody reads it",
    "front.forms.Recover.second": "half of a key; nobody reads it",
    "front.forms.RecoverFor.first": "half of a key; nobody reads it",
    "front.forms.RecoverFor.second": "half of a key; nobody reads it",
    "front.say_forms.Say.words": LEAD,
    "front.say_forms.Write.words": LEAD,
    "lead.record_forms.WaitForm.reason": OFFICE,
    "host.forms.Entry.words": "a host's diary: read by them and by the office",
    "host.forms.Join.household": OFFICE,
    "host.forms.Join.room": OFFICE,
    "host.forms.Join.questions": OFFICE,
    "host.forms.Says.words": LEAD,
    "lead.forms.PanelForm.outcome": LEAD,
    "lead.forms.PanelForm.who": LEAD,
    "lead.forms.RefusalForm.reason": LEAD,
    "lead.forms.SheetForm.sheet": "half of a key; nobody reads it",
    "lead.kept.HoldForm.reason": LEAD,
    "lead.papers.PurposeForm.purpose": LEAD,
    "resident.forms.Away.names": OWN,
    "resident.forms.More.more": OWN,
    "resident.forms.Needs.languages": OWN,
    "resident.forms.OwnWords.needs": OWN,
    "resident.forms.Refusals.areas": OWN,
    "resident.forms.OwnWords.fears": OWN,
    "resident.forms.OwnWords.refusals": OWN,
    "resident.forms.Ways.avoid": OWN,
    "resident.forms.Ways.post": OWN,
    "resident.forms.Wrong.words": OWN,
    "staff.forms.MissingForm.words": LEAD,
    "telling.forms.Away.keep_away": OWN,
    "telling.forms.Away.areas": OWN,
    "telling.forms.Away.dangers": OWN,
    "telling.forms.Away.fears_words": OWN,
    "telling.forms.Away.refusals_words": OWN,
    "telling.forms.Needs.languages": OWN,
    "telling.forms.Needs.needs_words": OWN,
    "visitor.forms.TalkForm.said": LEAD,
}


def fields() -> Iterator[str]:
    """Every field of words of every form, from the code."""
    for found in pkgutil.walk_packages(hearth.web.__path__, "hearth.web."):
        module = importlib.import_module(found.name)
        for name, form in vars(module).items():
            is_form = isinstance(form, type) and issubclass(form, forms.BaseForm)
            if is_form and form.__module__ == found.name:
                some = getattr(form, "base_fields", {}).items()
                where = found.name.removeprefix("hearth.web.")
                named = ((f"{where}.{name}.{field}", one) for field, one in some)
                yield from (name for name, one in named if name in SHORT or holds_words(one))


def holds_words(field: forms.Field) -> bool:
    is_short = (getattr(field, "max_length", None) or 0) < WORDS
    is_secret = field.widget.is_hidden or isinstance(field.widget, forms.PasswordInput)
    return not (is_short or is_secret or isinstance(field, forms.EmailField))


def test_every_field_of_words_is_searched_or_says_why_not() -> None:
    found = set(fields())

    assert found - SEARCHED.keys() - NOT_SEARCHED.keys() == set()
    assert (SEARCHED.keys() | NOT_SEARCHED.keys()) - found == set()
    assert not SEARCHED.keys() & NOT_SEARCHED.keys()


def test_what_is_said_to_be_searched_is() -> None:
    again = {"lead.forms.PurposeForm.purpose, in an emergency": emergency.ask}
    for field, act in {**SEARCHED, **again}.items():
        assert "must_tell_no" in inspect.getsource(act), field
