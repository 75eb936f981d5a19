"""Figures in words and pictures. A number that is not told has words of its own."""

from collections.abc import Sequence

from hearth.stats.figures import Figures, Stays, Waits
from hearth.stats.small_numbers import FEWEST, Count
from hearth.web.figures.charts import Bar, bars
from hearth.web.figures.picture import Picture
from hearth.web.words import say, say_many


def count(one: Count) -> str:
    """A count as it is read."""
    if one.value is not None:
        return f"{one.value:,}"
    return say("fewer than %(few)s") % {"few": FEWEST} if one.few else say("not shown")


def days(number: int) -> str:
    """Days as they are read."""
    return say_many("%(num)s day", "%(num)s days", number) % {"num": f"{number:,}"}


def pictures(figures: Figures | None) -> list[Picture]:
    """Every picture of the figures; none where nothing was worked out."""
    if figures is None:
        return []
    return [waits(figures), capacity(figures), stays(figures.stays)]


def waits(figures: Figures) -> Picture:
    """How long people waited: all of them, those who still wait, and each area."""
    lines = [
        (say("Everybody who moved in"), figures.moved_in),
        *((one.area, one.moved_in) for one in figures.areas),
    ]
    still = (say("Still waiting, so far"), figures.waiting)
    shown = [_wait_bar(label, one) for label, one in lines if one.days is not None]
    if figures.waiting.days is not None:
        shown.insert(0, _wait_bar(*still, second=True))
    rows = tuple(_wait_row(label, one) for label, one in (still, *lines))
    title = say("Days of waiting, half of the parties at most")
    return Picture(title, bars(title, _read(shown), shown), _waited(figures), _wait_head(), rows)


def _waited(figures: Figures) -> tuple[str, ...]:
    """What the waits say, and what they leave out."""
    of, still = figures.moved_in.days, figures.waiting.days
    if of is None:
        said = [say("Too few moved in to say how long they waited.")]
    else:
        told = {"half": days(of.median), "most": days(of.nine_in_ten), "days": figures.days}
        half = say(
            "Of the parties that moved in during the last %(days)s days half waited %(half)s at "
            "most, and nine in ten %(most)s."
        )
        said = [half % told]
    if still is not None:
        so_far = say("Half of those who still wait have waited %(half)s at most, and go on.")
        said.append(so_far % {"half": days(still.median)})
    said.append(
        say("A figure of those who moved in alone is too short while many wait: read both.")
    )
    return tuple(said)


def _wait_bar(label: str, one: Waits, *, second: bool = False) -> Bar:
    found = one.days
    if found is None:
        return Bar(label, None, say("not shown"), second)
    return Bar(label, found.median, days(found.median), second)


def _wait_head() -> tuple[str, ...]:
    return (say("Where"), say("Parties"), say("Half waited at most"), say("Nine in ten at most"))


def _wait_row(label: str, one: Waits) -> tuple[str, ...]:
    if one.days is None:
        return (label, count(one.count), say("not shown"), say("not shown"))
    return (label, count(one.count), days(one.days.median), days(one.days.nine_in_ten))


def _read(shown: Sequence[Bar]) -> str:
    return "; ".join(f"{one.label}: {one.text}" for one in shown)


def capacity(figures: Figures) -> Picture:
    """Free homes against parties who wait, area by area."""
    shown: list[Bar] = []
    for one in figures.areas:
        wait, free = say("%(area)s, parties waiting"), say("%(area)s, homes free today")
        shown.append(Bar(wait % {"area": one.area}, one.waiting.value, count(one.waiting)))
        shown.append(Bar(free % {"area": one.area}, one.free.value, count(one.free), second=True))
    rows = (
        *((one.area, count(one.waiting), count(one.free)) for one in figures.areas),
        (say("Anywhere"), count(figures.anywhere), ""),
        (say("All together"), count(figures.waiting.count), count(figures.free)),
    )
    title = say("Parties who wait, and homes free today")
    head = (say("Area"), say("Parties waiting near it"), say("Homes free today"))
    says = (
        say(
            "Of each area: parties for whom it is the nearest to where they want to be, and homes "
            "in it that are free today. As many homes as parties is not a home for everybody: "
            "needs, fears and the size of a party decide which of them fits."
        ),
    )
    return Picture(title, bars(title, _read(shown), shown), says, head, rows)


def stays(found: Stays) -> Picture:
    """What became of the stays."""
    lines = [
        (say("Move planned"), found.planned),
        (say("Living there"), found.living),
        (say("For good"), found.permanent),
        (say("Ended as planned, or later"), found.ended_as_planned),
        (say("Ended sooner than planned"), found.ended_sooner),
        (say("Cancelled before the move"), found.cancelled),
    ]
    shown = [Bar(label, one.value, count(one)) for label, one in lines]
    rows = tuple((label, count(one)) for label, one in (*lines, (say("All"), found.total)))
    title = say("Stays, and what became of them")
    says = (
        say(
            "Each stay is counted once, by how it stands today. One that ended sooner is not one "
            "that failed: why it ended is sealed to the office."
        ),
    )
    head = (say("Stays"), say("How many"))
    return Picture(title, bars(title, _read(shown), shown), says, head, rows)
