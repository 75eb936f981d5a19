"""Every address and who it is for: python3 run.py addresses.

Read from the addresses that are served and from the guards before them, so that none is left out.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools import inside

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

ANYBODY, NOBODY = "anybody", "NOBODY HAS SAID"


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its pattern, whom it answers, and what it is about."""

    pattern: str
    readers: tuple[str, ...]
    about: str


def every() -> list[Address]:
    """All addresses, in order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearth.site.settings")
    import django
    from django.apps import apps
    from django.urls import get_resolver

    if not apps.ready:
        django.setup()
    return sorted(_under(get_resolver(), ""), key=lambda one: one.pattern)


def _under(resolver: "URLResolver", before: str) -> Iterator[Address]:
    from django.urls import URLResolver

    for one in resolver.url_patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _under(one, pattern)
        else:
            yield _address(one, pattern)


def _address(one: "URLPattern", pattern: str) -> Address:
    from hearth.entry.declared import thing_of

    readers: frozenset[str] | None = getattr(one.callback, "audiences", None)
    about = thing_of(pattern)
    if readers is None:
        told: tuple[str, ...] = (NOBODY,)
    else:
        told = tuple(sorted(readers)) or (ANYBODY,)
    return Address(f"/{pattern}", told, str(about) if about else "")


def main(words: Sequence[str]) -> int:
    """Print them; 1 where somebody forgot to say whom an address is for."""
    status = inside.go_on("addresses", words, needs="django", kind="runtime")
    return _printed(every()) if status is None else status


def _printed(found: Sequence[Address]) -> int:
    widest = max(len(one.pattern) for one in found)
    for one in found:
        about = f"  ({one.about})" if one.about else ""
        print(f"{one.pattern:<{widest}}  {', '.join(one.readers)}{about}")
    return 1 if any(NOBODY in one.readers for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
