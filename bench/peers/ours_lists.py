"""Hearth's candidate lists; loads nothing that only plans need, so that it is not counted."""

from pathlib import Path
from typing import Any

from bench.apart import Work
from bench.peers.shortlist import job_of
from hearth.engine.candidates import candidates, stream


def hearth_candidates(folder: Path) -> Work:
    """Ours, from the tables: packing and order are within the time."""
    parties, homes = job_of(folder)

    def work() -> dict[str, Any]:
        found = candidates(parties, homes)
        return {"lists": found}

    return work


def hearth_blocks(folder: Path) -> Work:
    """All pairs again, block after block, each forgotten before the next."""
    parties, homes = job_of(folder)

    def work() -> dict[str, Any]:
        return {"pairs": sum(block.home.size for block in stream(parties, homes))}

    return work
