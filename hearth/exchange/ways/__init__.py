"""The ways out: a mail server, a provider of text messages, or nothing but a line on the console.

Nothing here decides whether something may leave; that is `hearth.core.gate`, asked by
`hearth.actions.telling.outbox` in the same transaction.
"""

import logging
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from hearth.core.gate.outbox import Written
from hearth.core.reach import Channel

log = logging.getLogger("hearth.ways")


class NotDelivered(Exception):
    """The other end did not take it.

    may_retry : it may later. is_unsure : it may have, all the same. no_way : there is none.
    is_lost : the connection broke, or the time was over; whoever is next would wait as long.
    """

    def __init__(
        self,
        *,
        may_retry: bool = False,
        is_unsure: bool = False,
        no_way: bool = False,
        is_lost: bool = False,
    ) -> None:
        super().__init__("not delivered")
        self.is_lost = is_lost
        self.may_retry = may_retry and not is_unsure
        self.is_unsure = is_unsure
        self.no_way = no_way


class Way(Protocol):
    """One way out."""

    def make_ready(self) -> None:
        """Whatever takes time before a message is handed over. Never raises."""

    def send(self, words: Written, id: UUID) -> None:
        """Hand one over. Raises NotDelivered."""

    def close(self) -> None:
        """The round is over."""


class Ways:
    """Every way that is set up, by channel.

    lost : whose connection was lost in this round, in which nothing more is handed over by them.
    """

    def __init__(self, by_channel: Mapping[Channel, Way] | None = None) -> None:
        self._ways = dict(by_channel or {})
        self.lost: frozenset[Channel] = frozenset()

    def __contains__(self, channel: Channel) -> bool:
        return channel in self._ways

    def make_ready(self) -> None:
        """Connect, before anybody waits for it; not again by a way that was lost."""
        for channel, way in self._ways.items():
            if channel not in self.lost:
                way.make_ready()

    def send(self, words: Written, id: UUID) -> None:
        """Hand one over by its channel. Raises NotDelivered."""
        try:
            self._ways[words.channel].send(words, id)
        except NotDelivered as failed:
            if failed.is_lost:
                self.lost |= {words.channel}
            raise

    def close(self) -> None:
        """Hang up; the next round begins anew."""
        self.lost = frozenset()
        for way in self._ways.values():
            way.close()


class Console:
    """Says that something would leave, and nothing of what or where to. Nothing is delivered."""

    def make_ready(self) -> None:
        """Nothing to do."""

    def send(self, words: Written, id: UUID) -> None:
        """Say it, and that it did not leave."""
        log.warning("a %s would leave; no way for it is set up", words.channel)
        raise NotDelivered(no_way=True)

    def close(self) -> None:
        """Nothing to do."""
