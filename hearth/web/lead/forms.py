"""The shape of what the lead types."""

from typing import Any

from django import forms

from hearth.core.concerns import Kind, Weight
from hearth.core.opening import WORDS_AT_LEAST, WORDS_AT_MOST
from hearth.web.inputs import DAY_WRONG, DayField, DayInput
from hearth.web.lead.shown import KINDS, WEIGHTS
from hearth.web.offered import offer
from hearth.web.words import say


class WeighForm(forms.Form):
    """How heavy a concern is."""

    weight = forms.TypedChoiceField(coerce=Weight)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["weight"]
        field.label = say("How heavy is it?")
        offer(self, "weight", [(one.value, say(WEIGHTS[one])) for one in Weight])
        field.error_messages = {
            "required": say("Choose how heavy it is"),
            "invalid_choice": say("Choose one of the weights"),
        }


class AnswerForm(forms.Form):
    """What whoever raised it is told."""

    words = forms.CharField(max_length=4000, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["words"]
        field.label = say("Your answer")
        field.help_text = say("What was done, in plain words. Nothing that names a third person.")
        field.error_messages = {
            "required": say("Write what was done"),
            "max_length": say("Write at most 4,000 characters"),
        }


class ClassForm(forms.Form):
    """What a concern is, where it is something else than it was raised as."""

    kind = forms.TypedChoiceField(coerce=Kind)
    reason = forms.CharField(min_length=WORDS_AT_LEAST, max_length=WORDS_AT_MOST, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        kind, reason = self.fields["kind"], self.fields["reason"]
        kind.label = say("What is it?")
        offer(self, "kind", [(one.value, say(KINDS[one])) for one in Kind])
        kind.error_messages = dict.fromkeys(
            ("required", "invalid_choice"), say("Choose what it is")
        )
        reason.label = say("Why?")
        reason.help_text = say(
            "Sealed to you and the other leads, and to the person who raised it."
        )
        short = say("Say in 10 to 500 characters why it is that")
        reason.error_messages = dict.fromkeys(("required", "min_length", "max_length"), short)


class PanelForm(forms.Form):
    """The panel that heard a complaint."""

    sat_on = DayField(widget=DayInput())
    who = forms.CharField(max_length=WORDS_AT_MOST, strip=True)
    outcome = forms.CharField(max_length=4000, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        texts = {
            "sat_on": (say("On which day did it sit?"), DAY_WRONG),
            "who": (say("Who sat on it?"), say("Write who sat on it, in at most 500 characters")),
            "outcome": (
                say("What came of it?"),
                say("Write what came of it, in at most 4,000 characters"),
            ),
        }
        for name, (label, wrong) in texts.items():
            self.fields[name].label = label
            self.fields[name].error_messages = dict.fromkeys(
                ("required", "invalid", "max_length"), wrong
            )


class RefusalForm(forms.Form):
    """Why a stay that both wish to be for good is not to be."""

    reason = forms.CharField(min_length=WORDS_AT_LEAST, max_length=WORDS_AT_MOST, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["reason"]
        field.label = say("Why not?")
        field.help_text = say("Sealed to you and the other leads. Neither of the two reads it.")
        short = say("Say in 10 to 500 characters why it must not be for good")
        field.error_messages = dict.fromkeys(("required", "min_length", "max_length"), short)


class PurposeForm(forms.Form):
    """What the lead needs the testimony for."""

    purpose = forms.CharField(min_length=WORDS_AT_LEAST, max_length=WORDS_AT_MOST, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["purpose"]
        field.label = say("What do you need it for?")
        field.help_text = say("The person reads these words, with the day and that it was you.")
        short = say("Say in 10 to 500 characters what you need it for")
        field.error_messages = dict.fromkeys(("required", "min_length", "max_length"), short)


class AboutForm(forms.Form):
    """Whom a concern is about, by number."""

    number = forms.CharField(max_length=40, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["number"]
        field.label = say("The number of the host, or of the stay")
        field.help_text = say("The office can find it. Until it is known, nothing reaches anybody.")
        wrong = say("Give the number, or its first eight digits")
        field.error_messages = dict.fromkeys(("required", "max_length"), wrong)


class NoMoreForm(forms.Form):
    """Which of those who said that they are near a host is so no more."""

    which = forms.UUIDField()


class LetterForm(forms.Form):
    """A letter to whoever raised a concern."""

    letter = forms.CharField(max_length=4000, strip=True)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["letter"]
        field.label = say("A letter to whoever raised it")
        field.help_text = say(
            "Ask, or say how far it is. Nothing that names a third person or a place."
        )
        field.error_messages = {
            "required": say("Write the letter"),
            "max_length": say("Write at most 4,000 characters"),
        }


class SheetForm(forms.Form):
    """A recovery holder's sheet, typed at the page of the lead who asked."""

    sheet = forms.CharField(max_length=1000)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["sheet"]
        field.label = say("The holder's sheet")
        field.help_text = say(
            "Their number on one line, and the key that begins with H1 on another."
        )
        wrong = say("Let the holder type their sheet")
        field.error_messages = dict.fromkeys(("required", "max_length"), wrong)
