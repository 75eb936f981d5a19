"""What stands on a printed code sheet, in every language: nobody need say which is theirs."""

from dataclasses import dataclass

from django.utils import translation

from hearth.web.words import LANGUAGES, direction, say


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A text, the language it is in, and which way that is written."""

    code: str
    direction: str
    text: str


def how_to_use() -> tuple[InLanguage, ...]:
    """How a code is used, once in each language. It tells nothing of what the code opens."""
    return tuple(_in(code) for code in LANGUAGES)


def _in(code: str) -> InLanguage:
    with translation.override(code):
        text = say(
            "Type this code where it asks for your name or code. The first time, leave the second "
            "field empty; then choose a secret that only you know."
        )
        return InLanguage(code, direction(), text)
