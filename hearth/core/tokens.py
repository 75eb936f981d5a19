"""Tokens: what a program of the staff signs in by. Made by one person, read as that person."""

from datetime import timedelta

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken

# Whoever the API has an answer for. A lead's or a clinician's keys lie in no token: nothing there
# needs them, and a token may be copied without anybody seeing it.
ROLES = frozenset({Audience.CASEWORKER, Audience.MANAGER})
USUAL_DAYS, LONGEST_DAYS = 7, 30  # the service's own choice: a token is asked for nothing else
MOST = 10  # that are open of one person at a time


def lasts(days: int) -> timedelta:
    """How long a token of so many days lasts. Raises InvalidValue for more than may be."""
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidValue(f"a token lasts 1 to {LONGEST_DAYS} days, got {days}")
    return timedelta(days=days)


def must_be_one_more(open_now: int) -> None:
    """Raises RuleBroken for somebody who has as many as they may."""
    if open_now >= MOST:
        raise RuleBroken(f"you have {MOST} tokens that work; end one of them first")
