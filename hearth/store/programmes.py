"""The programmes in use, and the text of each that decisions were made under."""

from datetime import date, datetime

from hearth.core.errors import NotFound, Tampered
from hearth.core.programme import Programme
from hearth.core.programme_file import bundled, in_force
from hearth.store.database.worded import Worded
from hearth.store.models import ConcernRow, ProgrammeRow


def use(name: str, on: date, *, now: datetime) -> Programme:
    """The version of a programme in force on a day, written down as used.

    Raises NotFound for a name that is not there, Tampered where the text of a version
    is no longer the one that earlier decisions were made under.
    """
    programme = in_force(name, on)
    row, _ = ProgrammeRow.objects.get_or_create(
        ref=programme.ref,
        defaults={
            "fingerprint": programme.fingerprint,
            "effective_from": programme.effective_from,
            "used_at": now,
        },
    )
    _must_be_same(programme, row)
    return programme


def of(ref: str) -> Programme:
    """The programme of this name and version, as decisions of that time used it."""
    programme = next((one for one in bundled() if one.ref == ref), None)
    if programme is None:
        raise NotFound(f"the programme {ref} is no longer here; put its file back")
    row = _written_down.first(ref)
    if row is not None:
        _must_be_same(programme, row)
    return programme


_written_down = Worded(lambda ref: ProgrammeRow.objects.filter(ref=ref))


def following(ref: str, on: date, *, used_at: datetime | None = None) -> Programme:
    """The version of a programme whose rules of time hold on a day for a case opened under `ref`.

    What was decided keeps its version; what falls due from the day on which a newer one takes
    effect is by that one. With `used_at` it is written down as used.
    """
    name = ref.rpartition(".")[0]
    opened = of(ref)
    if on < opened.effective_from or in_force(name, on).version <= opened.version:
        return opened
    return in_force(name, on) if used_at is None else use(name, on, now=used_at)


def of_concern(row: ConcernRow) -> Programme | None:
    """The rules a concern is handled by: of the case it is about, else of the day it was raised."""
    ref = row.placement.case.programme if row.placement is not None else row.programme
    return of(ref) if ref else None


def _must_be_same(programme: Programme, row: ProgrammeRow) -> None:
    if row.fingerprint != programme.fingerprint:
        raise Tampered(
            f"{programme.ref} was edited after it had been used; put the old text back "
            "and write the change as a new version"
        )


def used() -> list[str]:
    """Every programme and version that decisions were made under."""
    return list(ProgrammeRow.objects.order_by("ref").values_list("ref", flat=True))


def last_used() -> str:
    """The name of the programme that decisions were made under last; before any, the blank one."""
    row = ProgrammeRow.objects.order_by("-used_at", "ref").first()
    return row.ref.rpartition(".")[0] if row is not None else "blank"
