"""Words of a form: written down once, said in the language of whoever opens the page."""

from typing import cast

from django.utils.functional import lazystr

from hearth.web.words import say


class _Later:
    """A text that is looked up when it is shown."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return say(self._text)


def later(text: str) -> str:
    """The text in the language of the request that shows it."""
    return cast(str, lazystr(_Later(text)))
