"""The plan for everybody who waits, made for the office and kept for it to look at."""

import tempfile
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from hearth.actions.matching.desk import Desk
from hearth.actions.matching.match_all import PURPOSE, Matched, match_all
from hearth.core.audience import Audience
from hearth.engine.files import write_proof
from hearth.store import plans, rows, walls
from hearth.store.access import SignedIn
from hearth.store.plans import Left, PlanTold


def make(
    *, by: SignedIn, now: datetime, desk: Desk | None = None, service: SignedIn | None = None
) -> None:
    """Plan for everybody who waits. It binds nobody: an offer is a person's act.

    desk : of the running service, which mends the plan it made last. service : the running service
    itself, which reads what waits with other offices than theirs; without it the plan is for those
    of theirs. Raises WrongHands, and
    Sealed for whoever may not read the register. Cost: of `match_all`, some seconds where
    thousands wait, in which others write.
    """
    rows.only(by, Audience.CASEWORKER)
    reader = by if service is None or walls.sees_all(by) else service
    found = match_all(by=reader, now=now, desk=desk)
    told = _told(found, now)
    with transaction.atomic():
        plans.tell(told, by=by, now=now, purpose=PURPOSE)


def _told(found: Matched, now: datetime) -> PlanTold:
    proof = _file(found)
    return PlanTold(
        made_at=now,
        homes=found.homes,
        placed={one.party: one.home for one in found.placed},
        left=tuple(
            Left(party=one.party, fits=one.fits, judged=one.judged, reasons=one.reasons)
            for one in found.unplaced
        ),
        moved=found.moved,
        value=found.proof.value,
        bound=found.proof.bound,
        gap=found.proof.gap,
        kept_whole=found.kept_whole,
        problems=tuple(found.proof.problems),
        broken=found.broken,
        sha256=sha256(proof).hexdigest(),
        proof=b64encode(proof).decode(),
    )


def _file(found: Matched) -> bytes:
    """The file that proves it. It names nobody and no home: its ids are random."""
    with tempfile.TemporaryDirectory(prefix="hearth-plan-") as folder:
        path = Path(folder) / "plan.npz"
        write_proof(path, found.job, found.plan)
        return path.read_bytes()
