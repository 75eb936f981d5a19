"""The templates' surroundings: GOV.UK macros, our components, words in the reader's language."""

from pathlib import Path
from typing import Any

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from hearth.web import words
from hearth.web.menu import menu_of

HERE = Path(__file__).parent
AUDIENCES = (
    "front",
    "caseworker",
    "resident",
    "host",
    "visitor",
    "lead",
    "manager",
    "auditor",
    "administrator",
    "clinician",
)


def environment(**options: Any) -> Environment:
    """Jinja as every page uses it. What a template names and nobody gave is a mistake."""
    folders = [HERE, *(HERE / audience / "templates" for audience in AUDIENCES)]
    options["loader"] = ChoiceLoader(
        [
            FileSystemLoader(folders),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options |= {"undefined": StrictUndefined, "trim_blocks": True}
    made = Environment(**options, extensions=["jinja2.ext.i18n"])
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        words.say, words.say_many, newstyle=True
    )
    made.globals |= {
        "static": static,
        "url": _url,
        "csrf_token_of": get_token,
        "menu_of": menu_of,
        "languages": words.LANGUAGES,
        "language": words.language,
        "direction": words.direction,
    }
    made.filters |= {"day": words.day, "moment": words.moment}
    return made


def _url(name: str, *words: Any, **named: Any) -> str:
    return reverse(name, args=words, kwargs=named)
