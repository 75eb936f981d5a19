"""The shape of what the lead types."""

from django import forms

from hearth.core.concerns import Weight
from hearth.core.opening import WORDS_AT_LEAST, WORDS_AT_MOST
from hearth.web.lead.shown import WEIGHTS
from hearth.web.words import say


class WeighForm(forms.Form):
    """How heavy a concern is."""

    weight = forms.ChoiceField()

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["weight"]
        field.label = say("How heavy is it?")
        field.choices = [(one.value, say(WEIGHTS[one])) for one in Weight]  # type: ignore[attr-defined]
        field.error_messages = {
            "required": say("Choose how heavy it is"),
            "invalid_choice": say("Choose one of the weights"),
        }


class AnswerForm(forms.Form):
    """What whoever raised it is told."""

    words = forms.CharField(max_length=4000, strip=True)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["words"]
        field.label = say("Your answer")
        field.help_text = say("What was done, in plain words. Nothing that names a third person.")
        field.error_messages = {
            "required": say("Write what was done"),
            "max_length": say("Write at most 4,000 characters"),
        }


class PurposeForm(forms.Form):
    """What the lead needs the testimony for."""

    purpose = forms.CharField(min_length=WORDS_AT_LEAST, max_length=WORDS_AT_MOST, strip=True)

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["purpose"]
        field.label = say("What do you need it for?")
        field.help_text = say("The person reads these words, with the day and that it was you.")
        short = say("Say in 10 to 500 characters what you need it for")
        field.error_messages = dict.fromkeys(("required", "min_length", "max_length"), short)
