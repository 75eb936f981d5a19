"""Questions about needs, fears and refusals. They check shape; what is allowed is the core's."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from hearth.actions.arrival import Told
from hearth.core.intake import OwnWords
from hearth.core.person import Feature, Refusals
from hearth.core.place import Danger
from hearth.web.offered import offer
from hearth.web.telling.fields import LONGEST, Dangers, Languages, Lines, Many, Text
from hearth.web.telling.words import KINDS, NEEDED, REFUSED, choices
from hearth.web.words import _, say

NO_DISTANCE = _("No rule of this service keeps a distance from a place. Name the area instead.")
Says = dict[str, tuple[str, str]]
Offers = dict[str, Any]


class Asked(forms.Form):
    """A form whose words are said in the reader's language when it is shown.

    `says`: for each field its question, and what helps to answer it.
    """

    says: ClassVar[Says] = {}
    offers: ClassVar[Offers] = {}

    def __init__(self, *words: Any, **how: Any) -> None:
        super().__init__(*words, **how)
        for name, (label, help_) in self.says.items():
            self.fields[name].label = say(label)
            self.fields[name].help_text = say(help_) if help_ else ""
        for name, offered in self.offers.items():
            offer(self, name, choices(offered))

    @classmethod
    def kept(cls, fields: dict[str, Sequence[str]]) -> "Asked":
        """The form as it was left, nothing checked yet."""
        many = {name for name, one in cls.base_fields.items() if isinstance(one, Many)}
        initial = {
            name: list(said) if name in many else (said[-1] if said else "")
            for name, said in fields.items()
        }
        return cls(initial=initial)


class Needs(Asked):
    """What they need, in boxes that the rules read and in their own words."""

    needs = Many(required=False)
    languages = Languages(required=False, max_length=LONGEST)
    needs_words = Text()

    offers: ClassVar[Offers] = {"needs": NEEDED}
    says: ClassVar[Says] = {
        "needs": (_("What must the home have?"), _("Tick only what they cannot do without.")),
        "languages": (_("Which languages do they speak?"), _("For example: English, Arabic")),
        "needs_words": (
            _("What they need, in their own words"),
            _("Only they and the safeguarding lead can read this afterwards."),
        ),
    }


class Away(Asked):
    """What must not be: whom to keep away from, what they fear, what they refuse."""

    keep_away = Lines(required=False, max_length=LONGEST)
    areas = Lines(required=False, max_length=LONGEST)
    dangers = Dangers(required=False, max_length=LONGEST)
    fears_words = Text()
    refused = Many(required=False)
    kinds = Many(required=False)
    refusals_words = Text()

    offers: ClassVar[Offers] = {"refused": REFUSED, "kinds": KINDS}
    says: ClassVar[Says] = {
        "keep_away": (
            _("Who must not find them?"),
            _("One name on each line. A host of that name, and everybody at home, is left out."),
        ),
        "areas": (
            _("Which areas must the home not be in?"),
            _("One area on each line, by its name. No home there is offered."),
        ),
        "dangers": (
            _("Is there a place on the map to keep away from?"),
            _(
                "One on each line: latitude, longitude and kilometres, such as 47.3769, 8.5417, 5. "
                "Without kilometres it is as far as the rules say."
            ),
        ),
        "fears_words": (
            _("What they are afraid of, in their own words"),
            _("Only they and the safeguarding lead can read this afterwards."),
        ),
        "refused": (_("What do they refuse?"), _("A refusal binds. Do not ask why.")),
        "kinds": (_("Is there a kind of place they refuse?"), ""),
        "refusals_words": (_("What they refuse, in their own words"), ""),
    }

    def __init__(self, *words: Any, keeps_distance: bool = True, **how: Any) -> None:
        super().__init__(*words, **how)
        self.keeps_distance = keeps_distance

    def clean_dangers(self) -> tuple[Danger, ...]:
        """The places. Raises ValidationError where no rule of the service would heed them."""
        return heeded(self.cleaned_data["dangers"], self.keeps_distance)


def heeded(dangers: tuple[Danger, ...], keeps_distance: bool) -> tuple[Danger, ...]:
    """These places, where the rules heed them. Raises ValidationError where they do not."""
    if dangers and not keeps_distance:
        raise forms.ValidationError(say(NO_DISTANCE))
    return dangers


def told(needs: dict[str, Any], away: dict[str, Any]) -> Told:
    """What both forms, checked, say of a person."""
    return Told(
        needs=frozenset(Feature(one) for one in needs["needs"]),
        languages=needs["languages"],
        refusals=Refusals(
            features=frozenset(Feature(one) for one in away["refused"]),
            kinds=frozenset(away["kinds"]),
            areas=frozenset(away["areas"]),
        ),
        keep_away=away["keep_away"],
        dangers=away["dangers"],
        words=OwnWords(
            _said(needs.get("needs_words", "")),
            _said(away.get("fears_words", "")),
            _said(away.get("refusals_words", "")),
        ),
    )


def _said(text: str) -> tuple[str, ...]:
    return (text.strip(),) if text.strip() else ()
