"""The reader's language: catalogues, days and moments, and which way it is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils import translation

from hearth.core.audience import Audience

CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "uk": "Українська", "ar": "العربية", "es": "Español"}
FROM_RIGHT = frozenset({"ar"})


_of_this_page: ContextVar[str | None] = ContextVar("the language of the page", default=None)


def language() -> str:
    """The language of this request: one of LANGUAGES."""
    return _of_this_page.get() or _one_of_ours(translation.get_language() or "en")


@contextmanager
def one_language() -> Iterator[None]:
    """One language from beginning to end of a page, which asks for it some four hundred times."""
    token = _of_this_page.set(language())
    try:
        yield
    finally:
        _of_this_page.reset(token)


@cache  # of those that Django knows
def _one_of_ours(asked: str) -> str:
    code = asked.split("-", maxsplit=1)[0]
    return code if code in LANGUAGES else "en"


def direction() -> str:
    """`rtl` for a language written from the right, else `ltr`."""
    return "rtl" if language() in FROM_RIGHT else "ltr"


@cache
def _catalogue(code: str) -> Catalog | None:
    path = CATALOGUES / f"{code}.po"
    if code == "en" or not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=code)


def say(text: str) -> str:
    """The text in the language of this request; in English where nobody has translated it."""
    catalogue = _catalogue(language())
    found = catalogue.get(text) if catalogue else None
    return str(found.string) if found and isinstance(found.string, str) and found.string else text


def say_many(one: str, many: str, count: int) -> str:
    """The right form for a count, in the language of this request."""
    catalogue = _catalogue(language())
    found = catalogue.get((one, many)) if catalogue else None
    if catalogue is not None and found and isinstance(found.string, (tuple, list)):
        forms = [form for form in found.string if form]
        # A plural expression of the catalogue's own header says which form a count takes.
        at = _form_of(catalogue, count)
        if at < len(forms):
            return str(forms[at])
    return one if count == 1 else many


def _form_of(catalogue: Catalog, count: int) -> int:
    return int(c2py(catalogue.plural_expr)(count))


def day(when: date) -> str:
    """A day as people write it."""
    return format_date(when, "d MMMM y", locale=_locale(language()))


def moment(when: datetime) -> str:
    """A moment as people write it, in UTC."""
    pattern = f"d MMMM y'{say(', ')}'HH:mm"
    return format_datetime(when.astimezone(UTC), pattern, locale=_locale(language()))


@cache  # of our own languages: to find one by its name takes longer than to write a day
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def _(text: str) -> str:
    """Marks a text for the catalogues; it is said when it is shown."""
    return text


ROLES = {
    Audience.CASEWORKER: _("caseworker"),
    Audience.LEAD: _("safeguarding lead"),
    Audience.VISITOR: _("visitor"),
    Audience.MANAGER: _("manager"),
    Audience.CLINICIAN: _("clinician"),
    Audience.AUDITOR: _("auditor"),
    Audience.ADMINISTRATOR: _("administrator"),
    Audience.CLOCK: _("the running program"),
}
