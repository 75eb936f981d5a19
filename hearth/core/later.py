"""Libraries that weigh much, loaded when they are first used and not when a server starts."""

from importlib import import_module
from typing import Any


class _Later:
    """A module that is not there yet; asking for anything of it loads it. Safe among threads."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        return getattr(import_module(self._name), what)


def when_needed(name: str) -> Any:
    """The module `name`, loaded at its first use; a microsecond for each use after that.

    For what few pages need and every start would pay for: SciPy's laws take as long to load as
    all the rest of a server. Raises ImportError at that use, where there is no such module.
    """
    return _Later(name)
