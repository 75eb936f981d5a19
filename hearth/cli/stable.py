"""`hearth stable`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np

from hearth.cli import say
from hearth.cli.progress import Progress, engine_ready
from hearth.engine.stable import Rankings, best_for_residents, best_for_workers
from hearth.engine.tables import Int32s
from hearth.exchange.rankings import Ranked, read_rankings


def run(residents: Path, places: Path, workers: Path, *, for_workers: bool, as_json: bool) -> int:
    """The stable allocation best for residents, or for workers, from three tables."""
    given = read_rankings(residents, places, workers)
    progress = Progress()
    engine_ready(progress)
    best = best_for_workers if for_workers else best_for_residents
    found = best(_packed(given)).tolist()
    progress.end()
    value = _value(given, found, for_workers=for_workers)
    say.answer(value, as_json=as_json, lines=_told(value, given))
    return say.DONE if not value["unplaced"] else say.NOT_ALL


def _packed(given: Ranked) -> Rankings:
    return Rankings(
        *_flat(given.wishes),
        *_flat(given.ranked),
        *(np.array(one, np.int32) for one in (given.worker, given.capacity, given.caseload)),
    )


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Int32s, Int32s]:
    start = np.array([0, *accumulate(map(len, lists))], np.int32)
    return start, np.fromiter(chain.from_iterable(lists), np.int32)


def _value(given: Ranked, found: Sequence[int], *, for_workers: bool) -> dict[str, Any]:
    placed = [(row, at) for row, at in enumerate(found) if at >= 0]
    return {
        "best_for": "workers" if for_workers else "residents",
        "residents": len(found),
        "placed": {given.residents[row]: given.places[at] for row, at in placed},
        "unplaced": [given.residents[row] for row, at in enumerate(found) if at < 0],
        "without_a_wish": [
            name for name, wishes in zip(given.residents, given.wishes, strict=True) if not wishes
        ],
        "choices": {given.residents[row]: given.wishes[row].index(at) + 1 for row, at in placed},
        "named_again": given.named_again,
    }


def _told(value: Mapping[str, Any], given: Ranked) -> Iterable[str]:
    placed, choices = value["placed"], value["choices"]
    first = sum(choice == 1 for choice in choices.values())
    yield (
        f"{len(placed):,} of {value['residents']:,} residents have a place, "
        f"best for {value['best_for']}"
    )
    yield (
        f"{first:,} have their first wish; no resident and worker would both rather have each "
        "other than what they were given"
    )
    again = value["named_again"]
    if again:
        yield f"{again:,} wishes stood twice in a list and count where they stand first"
    yield ""
    yield from say.table(
        ("resident", "place", "wish"),
        [(name, place, str(choices[name])) for name, place in placed.items()],
    )
    left = value["unplaced"]
    if left:
        without = len(value["without_a_wish"])
        yield ""
        yield f"{len(left):,} have none, {without:,} of them without a wish: {', '.join(left)}"
    empty = len(given.places) - len(set(placed.values()))
    yield f"{empty:,} places have nobody"
