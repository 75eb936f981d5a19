"""What a resident types: each form checks its shape, and says in a sentence what would be right."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django import forms

from hearth.core.concerns import Kind
from hearth.core.placement import Ending
from hearth.core.programme import ContactRules, DeclineConsequence, SensitiveKind
from hearth.core.reach import HOLDS_DAYS, Channel, Reach, is_mail, is_phone, is_post
from hearth.core.sensitive import SensitivePeriod
from hearth.web.inputs import DayField, DayInput
from hearth.web.offered import offer
from hearth.web.resident import wording
from hearth.web.resident.fields import LONGEST, Text, _
from hearth.web.telling.clocks import clocks
from hearth.web.telling.fields import Languages, Lines
from hearth.web.words import say

CHOOSE = {
    "required": _("Choose one of these"),
    "invalid_choice": _("Choose one of these"),
    "invalid_list": _("Choose some of these"),
}


def _words(table: Any, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Choices by their words, in the order of the alphabet: none stands first by rank."""
    return sorted(((str(code), say(table.get(code, code))) for code in codes), key=lambda c: c[1])


class Needs(forms.Form):
    """What a home must have, and what they speak."""

    features = forms.MultipleChoiceField(
        label=_("What must a home have?"),
        help_text=_("Choose all that you cannot do without. A home that lacks one is not offered."),
        required=False,
        error_messages=CHOOSE,
    )
    languages = Languages(
        label=_("Which languages do you speak?"),
        help_text=_("For example: English, Arabic"),
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "features", _words(wording.FEATURES, wording.NEEDED))


class Refusals(forms.Form):
    """What is refused."""

    features = forms.MultipleChoiceField(
        label=_("What must a home not have?"),
        help_text=_("A home that has one is not offered. Nobody asks you why."),
        required=False,
        error_messages=CHOOSE,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Where do you not want to live?"), required=False, error_messages=CHOOSE
    )
    areas = Lines(
        label=_("Is there an area that you must not go to?"),
        help_text=_("Write its name, and each other one on a new line. No home there is offered."),
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, places: Iterable[str] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "features", _words(wording.FEATURES, wording.REFUSED))
        offer(self, "kinds", _words(wording.PLACES, places))


class Away(forms.Form):
    """Who must not find them."""

    names = Lines(
        label=_("Who must not find me?"),
        help_text=_(
            "Write one name on each line. No home is offered where anybody of that name lives."
        ),
        required=False,
        max_length=LONGEST,
    )


class OwnWords(forms.Form):
    """Needs, fears and refusals in the person's own words."""

    needs = Text(label=_("What do you need?"), rows=True)
    fears = Text(label=_("What are you afraid of?"), rows=True)
    refusals = Text(label=_("What do you not want?"), rows=True)


class Period(forms.Form):
    """A period in which somebody needs more care."""

    kind = forms.ChoiceField(label=_("What is it?"), error_messages=CHOOSE)
    first = DayField(
        label=_("When does it begin?"),
        help_text=_("Where you have to type it: year, month and day, such as 2031-05-04"),
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        error_messages={
            "required": _("Write the first day, such as 2031-05-04"),
            "invalid": _("Write the first day, such as 2031-05-04"),
        },
    )
    days = forms.IntegerField(
        label=_("How many days does it last?"),
        min_value=1,
        max_value=365,
        error_messages={
            "required": _("Write a number of days from 1 to 365"),
            "invalid": _("Write a number of days from 1 to 365"),
            "min_value": _("Write a number of days from 1 to 365"),
            "max_value": _("Write a number of days from 1 to 365"),
        },
    )
    every_days = forms.IntegerField(
        label=_("After how many days does it come back?"),
        help_text=_("Leave this empty if it does not, or if you do not know"),
        min_value=2,
        max_value=3650,
        required=False,
        error_messages={
            "invalid": _("Write a number of days from 2 to 3650, or nothing"),
            "min_value": _("Write a number of days from 2 to 3650, or nothing"),
            "max_value": _("Write a number of days from 2 to 3650, or nothing"),
        },
    )

    def __init__(self, *args: Any, kinds: Iterable[SensitiveKind] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "kind", [(one.id, one.title) for one in kinds])

    def clean(self) -> dict[str, Any]:
        """A period ends before it comes back."""
        told: dict[str, Any] = super().clean() or {}
        days, every = told.get("days"), told.get("every_days")
        if days and every and every <= days:
            self.add_error("every_days", say("It must end before it comes back: write more days"))
        return told

    @property
    def period(self) -> SensitivePeriod:
        """What was told."""
        return SensitivePeriod(**self.cleaned_data)


HOURS = [("", _("any hour")), *((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))]
NO, YES = "no", "yes"


class MayWeContact(forms.Form):
    """Whether somebody may be contacted at all."""

    wanted = forms.ChoiceField(
        label=_("May we contact you?"),
        help_text=_("If you are not sure, choose no: you lose nothing by it"),
        choices=[(NO, _("No, do not contact me")), (YES, _("Yes, in ways that I choose"))],
        error_messages=CHOOSE,
    )


class Ways(forms.Form):
    """How somebody may be reached who may be contacted."""

    channels = forms.MultipleChoiceField(
        label=_("In which ways is it safe?"),
        choices=[
            (Channel.CALL.value, _("A call")),
            (Channel.TEXT.value, _("A text message")),
            (Channel.MAIL.value, _("A mail")),
            (Channel.LETTER.value, _("A letter on paper")),
        ],
        required=False,
        error_messages=CHOOSE,
    )
    phone = Text(label=_("Telephone number that only you answer"), longest=40)
    mail = Text(label=_("Mail address that only you read"), longest=200)
    post = Text(
        label=_("What stands on the envelope, if a letter may come"),
        help_text=_("A name that is safe there, the street, the town. Nothing else is on it."),
        rows=True,
        longest=400,
    )
    voicemail = forms.ChoiceField(
        label=_("If you do not answer"),
        choices=[(YES, _("You may leave a message")), (NO, _("Leave no message"))],
        required=False,
        error_messages=CHOOSE,
    )
    first_hour = forms.ChoiceField(label=_("Not before"), choices=HOURS, required=False)
    last_hour = forms.ChoiceField(label=_("Not after"), choices=HOURS, required=False)
    zone = forms.ChoiceField(
        label=_("By which clock?"),
        help_text=_("Choose it if you are somewhere else than we are"),
        required=False,
        error_messages=CHOOSE,
    )
    avoid = Text(
        label=_("Words we must not say or write"),
        help_text=_("For example a name, or what we are"),
        rows=True,
        longest=1000,
    )
    days = forms.TypedChoiceField(
        label=_("For how long does this hold?"),
        help_text=_("After that nobody contacts you until you have said it again"),
        choices=[("7", _("1 week")), ("30", _("30 days")), (str(HOLDS_DAYS), _("90 days"))],
        coerce=int,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, rules: ContactRules | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.rules = rules
        offer(self, "zone", clocks(say("The same as ours")))
        if rules is not None and rules.letters:
            self.fields["post"].help_text = say(
                "If you write it here, letters may come. Nothing else stands on the envelope."
            )

    def clean(self) -> dict[str, Any]:
        """Somebody who may be contacted says how; a way has its number or address."""
        told: dict[str, Any] = super().clean() or {}
        ways = self._ways(told)
        if not ways:
            self.add_error(
                "channels", say("Choose at least one way, or go back and choose no contact")
            )
        if ways & {Channel.CALL, Channel.TEXT} and not is_phone(told.get("phone", "")):
            self.add_error("phone", say("Write a telephone number of 6 to 15 digits"))
        if Channel.MAIL in ways and not is_mail(told.get("mail", "")):
            self.add_error("mail", say("Write a mail address, such as name@example.org"))
        if Channel.LETTER in ways and not is_post(told.get("post", "")):
            self.add_error("post", say("Write 2 to 8 lines, as they stand on an envelope"))
        first, last = told.get("first_hour"), told.get("last_hour")
        if bool(first) != bool(last) or (first and first == last):
            self.add_error("last_hour", say("Choose two different hours, or none"))
        return told

    def _ways(self, told: dict[str, Any]) -> frozenset[Channel]:
        """What they chose; and letters, where their programme takes an address as a yes."""
        chosen = frozenset(map(Channel, told.get("channels", ())))
        by_rule = self.rules is not None and self.rules.letters and bool(told.get("post"))
        return chosen | {Channel.LETTER} if by_rule else chosen

    def reach(self, today: date, language: str) -> Reach:
        """What was said, from today on, in the language of the page.

        Where they did not say whether a message may be left, their programme does.
        """
        told = self.cleaned_data
        until = today + timedelta(told["days"])
        by_rule = self.rules is not None and self.rules.voicemail
        return Reach(
            channels=self._ways(told),
            phone=told["phone"],
            mail=told["mail"],
            post=told["post"],
            first_hour=_hour(told["first_hour"]),
            last_hour=_hour(told["last_hour"]),
            avoid=told["avoid"],
            voicemail=told["voicemail"] == YES or (not told["voicemail"] and by_rule),
            language=language,
            zone=told["zone"],
            said_on=today,
            holds_until=until,
        )


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


class AfterNo(forms.Form):
    """What should follow a no. Nothing need be chosen."""

    follows = forms.ChoiceField(
        label=_("What should happen next?"), required=False, error_messages=CHOOSE
    )

    def __init__(self, *args: Any, among: Iterable[DeclineConsequence] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "follows", [(one.value, say(wording.FOLLOWS[one])) for one in among])

    @property
    def chosen(self) -> DeclineConsequence | None:
        """What they chose; None leaves it to the programme."""
        told = self.cleaned_data["follows"]
        return DeclineConsequence(told) if told else None


class Release(forms.Form):
    """Whom a result may be told to, what for, until when."""

    to = forms.ChoiceField(label=_("Who may know?"), error_messages=CHOOSE)
    purpose = forms.ChoiceField(label=_("What for?"), error_messages=CHOOSE)
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=[("7", _("1 week")), ("30", _("30 days")), ("90", _("90 days"))],
        coerce=int,
        error_messages=CHOOSE,
    )

    def __init__(
        self, *args: Any, to: Iterable[tuple[str, Any]], purposes: Iterable[str], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        offer(self, "to", [(str(id), wording.role(name)) for name, id in to])
        offer(self, "purpose", [(one, wording.purpose(one)) for one in purposes])


class Wrong(forms.Form):
    """Something is not right. All of it may be left out."""

    words = Text(
        label=_("What is it? You can leave this empty"),
        help_text=_("Only the safeguarding lead and you can read it. No host can."),
        rows=True,
    )
    kind = forms.ChoiceField(
        label=_("What is it most like? You can leave this open"),
        required=False,
        error_messages=CHOOSE,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "kind", [(one.value, wording.kind(one)) for one in Kind])

    @property
    def chosen(self) -> Kind:
        """What they chose; else a worry, which the lead weighs."""
        return Kind(self.cleaned_data["kind"] or Kind.WORRY)


class More(forms.Form):
    """Further words on something they raised."""

    more = Text(
        label=_("Anything more you want to say"),
        help_text=_("Only the safeguarding lead and you can read it. No host can."),
        rows=True,
        required=True,
    )


class Leave(forms.Form):
    """Why somebody leaves, if they want to say."""

    why = forms.ChoiceField(
        label=_("Why do you leave? You can leave this open"), required=False, error_messages=CHOOSE
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        offer(self, "why", [(code, say(text)) for code, text in wording.LEAVING.items()])

    @property
    def chosen(self) -> Ending:
        """What they chose; else that it was their wish."""
        return Ending(self.cleaned_data["why"] or Ending.MOVED_BY_WISH)
