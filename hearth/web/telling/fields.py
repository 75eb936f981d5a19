"""Fields that forgive how somebody writes a day, a language or a list of names."""

import re
from datetime import date
from functools import cache
from typing import Any

from babel import Locale, localedata
from django import forms

from hearth.core.errors import InvalidValue
from hearth.core.place import Danger, Place
from hearth.web.words import _, language, say

LONGEST = 20_000  # characters of what somebody says; more is a file, not an answer
NAME = 200
DAY = re.compile(r"^\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\s*$")
NUMBER = r"([-+]?\d{1,3}(?:[.,]\d{1,12})?)"
POINT = re.compile(rf"^\s*{NUMBER}\s*[,;/ ]\s*{NUMBER}(?:\s*[,;/ ]\s*{NUMBER}\s*(?:km)?)?\s*$")
KM_MAX = 100  # farther than that nobody is kept away by a circle, but by refusing areas
DANGERS_MAX = 20
DAY_ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")


class Day(forms.CharField):
    """A day as people write it: 27 3 2007, 27.3.2007, 2007-03-27. Empty is None."""

    def clean(self, value: str) -> date | None:
        """The day. Raises ValidationError with what would be right."""
        said = super().clean(value)
        if not said.strip():
            return None
        found, iso = DAY.match(said), DAY_ISO.match(said)
        try:
            if found:
                return date(int(found[3]), int(found[2]), int(found[1]))
            if iso:
                return date(int(iso[1]), int(iso[2]), int(iso[3]))
        except ValueError:
            pass  # the calendar has no such day
        raise forms.ValidationError(say(_("Write the day as day, month and year: 27 3 2007.")))


class Lines(forms.CharField):
    """Something on each line, such as names. Empty lines are left out."""

    widget = forms.Textarea

    def clean(self, value: str) -> tuple[str, ...]:
        """The lines. Raises ValidationError for one that is too long for a name."""
        said = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        if any(len(line) > NAME for line in said):
            raise forms.ValidationError(say(_("Write one name on each line.")))
        return tuple(dict.fromkeys(filter(None, said)))


class Dangers(Lines):
    """A point of the map on each line, and how far from it: 47.3769, 8.5417, 5 km."""

    def clean(self, value: str) -> tuple[Danger, ...]:  # type: ignore[override]  # as Django's do
        """The places; 0 km where no distance was said. Raises ValidationError naming the line."""
        lines = super().clean(value)
        if len(lines) > DANGERS_MAX:
            raise forms.ValidationError(say(_("Write at most 20 places.")))
        return tuple(_danger(line) for line in lines)


def _danger(line: str) -> Danger:
    found = POINT.match(line.replace("\u2212", "-"))
    try:
        if found:
            at = Place(_number(found[1]), _number(found[2]))
            danger = Danger(at, _number(found[3] or "0"))
            if danger.km <= KM_MAX:
                return danger
    except InvalidValue:
        pass  # no such degrees
    text = _(
        "“%(line)s” is not a place on the map. Write latitude, longitude and kilometres up to 100, "
        "such as 47.3769, 8.5417, 5."
    )
    raise forms.ValidationError(say(text) % {"line": line[:60]})


def _number(text: str) -> float:
    return float(text.replace(",", "."))


class Languages(forms.CharField):
    """Names of languages, with commas between, as codes: English, Arabic."""

    def clean(self, value: str) -> frozenset[str]:
        """The codes. Raises ValidationError naming what is not known as a language."""
        said = filter(None, (part.strip() for part in re.split(r"[,;\n]", super().clean(value))))
        found = {part: _code(part) for part in said}
        unknown = [part for part, code in found.items() if code is None]
        if unknown:
            text = say(_("“%(word)s” is not a language we know. Write it in English, or its code."))
            raise forms.ValidationError(text % {"word": unknown[0][:40]})
        return frozenset(code for code in found.values() if code)


def _code(said: str) -> str | None:
    wanted = said.casefold()
    for reader in ("en", language()):
        names = Locale.parse(reader).languages
        for code, name in names.items():
            if wanted in (code, name.casefold()) and "_" not in code:
                return str(code)
    return _own_names().get(wanted)


@cache
def _own_names() -> dict[str, str]:
    """The code of each language by the name it calls itself."""
    codes = [str(code) for code in Locale.parse("en").languages if len(str(code)) == 2]
    known = {code: Locale.parse(code) for code in codes if localedata.exists(code)}
    return {(one.get_display_name(code) or code).casefold(): code for code, one in known.items()}


def language_name(code: str) -> str:
    """A language in the reader's own."""
    return str(Locale.parse(language()).languages.get(code, code))


class Many(forms.MultipleChoiceField):
    """Any of several, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple


class Text(forms.CharField):
    """What somebody says, as long as they like."""

    widget = forms.Textarea

    def __init__(self, **how: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, **how)
