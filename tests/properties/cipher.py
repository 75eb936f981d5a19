"""Counts at the one place where a fact is opened, below everything that writes a log."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from hearth.seal import item
from hearth.store import facts

DRAFT = "draft"  # what somebody is typing: theirs alone, no fact yet, and no act to write down


@dataclass
class Cipher:
    """Counts every body that opens. `shown`: in acts that were done; `tried`: whether it would;
    `typed`: drafts, by whoever types them."""

    shown: int = 0
    tried: int = 0
    taken_back: int = 0
    typed: int = 0
    now: int = 0
    bodies: list[bytes] = field(default_factory=list, repr=False)
    done: Counter[str] = field(default_factory=Counter)

    def ended(self, *, well: bool) -> None:
        """An act is over."""
        if well:
            self.shown += self.now
        else:
            self.taken_back += self.now
        self.now = 0
        self.bodies.clear()


def watched(monkeypatch: pytest.MonkeyPatch) -> Cipher:
    """Sits there until the test is over."""
    counted, open_body, can_open = Cipher(), item.open_body, facts.can_open

    def opened(body: bytes, key: bytes, at: item.Where) -> bytes:
        fact = open_body(body, key, at)
        is_typed = at.compartment == DRAFT
        counted.typed += is_typed
        if not is_typed:
            counted.now += 1
            counted.bodies.append(fact)
        return fact

    def would_open(*words: Any) -> bool:
        opens = can_open(*words)
        counted.now -= opens
        counted.tried += opens
        return opens

    monkeypatch.setattr(item, "open_body", opened)
    monkeypatch.setattr(facts, "can_open", would_open)
    return counted
