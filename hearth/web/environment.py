"""The templates' surroundings: GOV.UK macros, our components, words in the reader's language."""

import os
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.crypto import salted_hmac
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.utils import missing
from markupsafe import Markup, escape

from hearth.entry.typed import keeps
from hearth.web import refusals, words
from hearth.web.inputs import standing, stood
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
    "staff",
    "figures",  # pieces that every reader of figures shares
)


class NotGiven(StrictUndefined):
    """What a template names and nobody gave is a mistake.

    A word that is left out of a dictionary is none: GOV.UK's macros ask for every parameter that
    they know.
    """

    def __new__(
        cls,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> "NotGiven":
        if hint is not None or isinstance(obj, dict):
            return Undefined(hint, obj, name, exc)  # type: ignore[return-value]  # the mild kind
        return super().__new__(cls)


class Kept(FileSystemBytecodeCache):
    """Templates compiled once on a machine: twenty of them make a page, and take half a second.

    They are kept where Python keeps this module's own code, by whoever may write there; they are
    made anew for another source, Python or surroundings. What cannot be kept is compiled again.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; on a full disk the page is shown all the same."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_in(folder: Path) -> Kept | None:
    """Where compiled templates are kept under this folder; None where nothing can be written."""
    if sys.dont_write_bytecode:
        return None
    made_by = Path(__file__).read_bytes() + version("jinja2").encode()
    own = folder / f"templates-{sha256(made_by).hexdigest()[:16]}"
    try:
        own.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return Kept(str(own)) if os.access(own, os.W_OK) else None


class Page(Template):
    """A template; what it says is in one language."""

    def render(self, *given: Any, **named: Any) -> str:
        """The whole text."""
        with words.one_language():
            return super().render(*given, **named)


class Pages(Environment):
    """Templates that are pages."""

    template_class = Page

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows, with what this one is given besides.

        Jinja chains the two and asks both for every word; ours are all there before the first
        template is read, so that one dictionary says the same, in a tenth of a page's time.
        """
        return {**self.globals, **(d or {})}


def environment(**options: Any) -> Environment:
    """Jinja as every page uses it."""
    folders = [HERE, *(HERE / audience / "templates" for audience in AUDIENCES)]
    options["loader"] = ChoiceLoader(
        [
            FileSystemLoader(folders),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options |= {"undefined": NotGiven, "trim_blocks": True, "autoescape": True}
    options.setdefault("bytecode_cache", kept_in(Path(cache_from_source(__file__)).parent))
    made = Pages(**options, extensions=["jinja2.ext.i18n"])
    made.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        words.say, words.say_many, newstyle=True
    )
    made.globals |= {
        "_": _said,
        "ngettext": _said_many,
        "keeps": keeps,
        "standing": standing,
        "stood": stood,
        "whose": _whose,
        "undefined": Undefined(),  # by these names GOV.UK's macros leave a word out
        "null": None,
        "static": static,
        "url": _url,
        "csrf_token_of": get_token,
        "menu_of": menu_of,
        "refused": refusals.said,
        "languages": words.LANGUAGES,
        "language": words.language,
        "direction": words.direction,
    }
    made.filters |= {"day": words.day, "moment": words.moment}
    return made


def _said(text: str, /, **named: Any) -> Markup:
    """As Jinja's own `gettext` of the new style, which calls itself three times over for a word."""
    return _filled(words.say(text), named)


def _said_many(one: str, many: str, number: int, /, **named: Any) -> Markup:
    """The same of its `ngettext`: `num` is the number."""
    return _filled(words.say_many(one, many, number), {"num": number, **named})


def _filled(said: str, named: Mapping[str, Any]) -> Markup:
    """A sentence of ours with what was given put in, made harmless first."""
    if "%" in said:
        said %= {name: word if type(word) is int else escape(word) for name, word in named.items()}
    return Markup(said)


def _whose(id: UUID | None) -> str:
    """Tells a page's script whether the same person is here. It says nothing of who that is."""
    return salted_hmac("whose", str(id)).hexdigest()[:16] if id else ""


def _url(name: str, *words: Any, **named: Any) -> str:
    if named or not all(isinstance(word, UUID) for word in words):
        return reverse(name, args=words, kwargs=named)
    return _address(get_script_prefix(), name, len(words)).format(*words)


@cache  # of the names in our own templates, and of no id
def _address(_prefix: str, name: str, ids: int) -> str:
    """An address with places for so many ids: a list has a link in every line."""
    drawn = [uuid4() for _ in range(ids)]
    found = reverse(name, args=drawn).replace("{", "{{").replace("}", "}}")
    for at, one in enumerate(drawn):
        found = found.replace(str(one), f"{{{at}}}")
    return found
