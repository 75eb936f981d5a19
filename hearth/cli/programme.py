"""`hearth programme list`, `check` and `diff`."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import DUTY, open_station
from hearth.core.commands import Command
from hearth.core.errors import BadInput
from hearth.core.programme import Programme
from hearth.core.programme_diff import Change, DueChange, cannot_follow, due_changes
from hearth.core.programme_diff import diff as changes_between
from hearth.core.programme_file import Problem, bundled, in_force, load, problems
from hearth.store import folder as folders

if TYPE_CHECKING:
    from hearth.queries.programme import Impact, Outside

SHOWN = 12  # cases and stays printed for people; every one is in the JSON


def list_all(*, as_json: bool) -> int:
    """The programmes that ship with the product."""
    today = now().date()
    value = [_listed(one, today) for one in bundled()]
    rows = [
        (one["ref"], one["effective_from"], "yes" if one["in_force"] else "no", one["title"])
        for one in value
    ]
    say.answer(
        value,
        as_json=as_json,
        lines=say.table(["programme", "since", "in force today", "what it is"], rows),
    )
    return say.DONE


def _listed(one: Programme, today: date) -> dict[str, Any]:
    holds = one.effective_from <= today and in_force(one.name, today).ref == one.ref
    return {
        "ref": one.ref,
        "name": one.name,
        "version": one.version,
        "effective_from": one.effective_from.isoformat(),
        "in_force": holds,
        "title": one.title,
        "summary": one.summary,
        "jurisdiction": one.jurisdiction,
        "fingerprint": one.fingerprint,
    }


def check(path: Path, *, as_json: bool) -> int:
    """Everything wrong with a programme's file. Raises BadInput where it cannot be read."""
    found = problems(path)
    value = [{**asdict(one), "file": str(path)} for one in found]
    say.answer(value, as_json=as_json, lines=_checked(path, found))
    return say.FAILED if found else say.DONE


def _checked(path: Path, found: Sequence[Problem]) -> Iterator[str]:
    if not found:
        read = load(path)
        yield f"{path}: {read.ref} is in order, and holds from {read.effective_from} on"
    for one in found:
        key = f" {one.key}:" if one.key else ""
        yield f"{path}:{one.line}:{key} {one.sentence}"


def diff(old: str, new: str, *, as_json: bool) -> int:
    """What `new` changes against `old`, and for whom where there is a service here.

    Each is a file, `name.version`, or a name, which means the version in force today.
    Raises BadInput for a file that is no programme, and where both are the same text;
    NotFound for a name that is not there.
    """
    today = now().date()
    before, after = _named(old, today), _named(new, today)
    if before.fingerprint == after.fingerprint:
        raise BadInput(f"both are the same text, {before.ref}; give two versions that differ")
    changes, due = changes_between(before, after), due_changes(before, after, today)
    touched = _impact(before, after)
    value = {
        "old": before.ref,
        "new": after.ref,
        "effective_from": after.effective_from.isoformat(),
        "cannot_follow": cannot_follow(before, after),
        "changes": [asdict(one) for one in changes],
        "due": [{**asdict(one), "days": one.days, "sentence": one.sentence} for one in due],
        "impact": _touched_value(touched),
    }
    lines = (
        *_head(value),
        *_changed(changes),
        *_due(due, today),
        *_touched(touched, before.name, after.ref),
    )
    say.answer(value, as_json=as_json, lines=lines)
    return say.DONE


def _named(text: str, today: date) -> Programme:
    path = Path(text)
    if path.suffix == ".toml" or path.name != text or path.is_file():
        return load(path)
    exact = next((one for one in bundled() if one.ref == text), None)
    return exact or in_force(text, today)


def _impact(before: Programme, after: Programme) -> "Impact | None":
    """What the store says, or None where there is no service: none is made for a question."""
    folder = folders.chosen(os.environ)
    has_database = bool(os.environ.get("HEARTH_DATABASE")) or folder.database.exists()
    if not has_database or not (folder.keys / f"{DUTY}.json").exists():
        return None
    station = open_station(Command.PROGRAMME_DIFF)
    from hearth.queries.programme import impact
    from hearth.store import database

    with database.in_one_sentence():
        return impact(before, after, by=station.duty, now=now())


def _touched_value(touched: "Impact | None") -> dict[str, Any] | None:
    if touched is None:
        return None
    return {
        "waiting": touched.waiting,
        "gain": [str(id) for id in touched.gain],
        "lose": [str(id) for id in touched.lose],
        "stays": touched.stays,
        "outside": [{**asdict(one), "by_the_change": one.by_the_change} for one in touched.outside],
    }


def _head(value: Mapping[str, Any]) -> Iterator[str]:
    yield f"From {value['old']} to {value['new']}, which holds from {value['effective_from']} on"
    if value["cannot_follow"]:
        yield f"It cannot follow as it stands: {value['cannot_follow']}"


def _changed(changes: Sequence[Change]) -> Iterator[str]:
    yield ""
    yield "What changes:" if changes else "Nothing changes that decides anything."
    yield from (f"  {one.sentence}" for one in changes)


def _due(due: Sequence[DueChange], today: date) -> Iterator[str]:
    """One line for each thing: the first time it is due on another day, and how many follow."""
    if not due:
        return
    yield ""
    yield f"What falls due on another day, for a stay that begins on {today}:"
    for _, group in groupby(due, key=lambda one: one.what):
        first, *others = group
        yield f"  {first.sentence}" + (f"; so do {len(others)} more after it" if others else "")


def _touched(touched: "Impact | None", name: str, new: str) -> Iterator[str]:
    yield ""
    if touched is None:
        yield "There is no service here, so nobody who waits or stays was looked at."
        return
    yield (
        f"{touched.waiting:,} parties wait under {name}: "
        f"{len(touched.gain):,} gain eligibility, {len(touched.lose):,} lose it"
    )
    for word, ids in (("gains", touched.gain), ("loses", touched.lose)):
        yield from _first([f"case {id} {word} eligibility" for id in ids])
    yield from _stays(touched, name, new)


def _stays(touched: "Impact", name: str, new: str) -> Iterator[str]:
    if not touched.stays:
        yield f"No stay is planned or lived under {name}."
        return
    by_change = sum(one.by_the_change for one in touched.outside)
    yield (
        f"{touched.stays:,} stays are planned or lived under {name}: {len(touched.outside):,} are "
        f"outside the rules of {new}, {by_change:,} of them by this change"
    )
    yield from _first([_stay(one) for one in touched.outside])
    if touched.outside:
        yield "No stay ends by itself: these are for a person to look at."


def _stay(one: "Outside") -> str:
    new = [code for code in one.codes if code not in one.already]
    told = [", ".join(new)] if new else []
    told += [f"already now: {', '.join(one.already)}"] if one.already else []
    return f"stay {one.stay} of case {one.case}, {one.state}: {'; '.join(told)}"


def _first(lines: Sequence[str]) -> Iterable[str]:
    more = len(lines) - SHOWN
    shown = [f"  {line}" for line in lines[:SHOWN]]
    return [*shown, f"  and {more:,} more; repeat with --json"] if more > 0 else shown
