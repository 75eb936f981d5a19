"""What decisions were made under can be read for ever, and never changes behind them."""

from dataclasses import replace
from datetime import date

import pytest

from hearth.core.errors import NotFound, Tampered
from hearth.core.programme_file import bundled
from hearth.store import programmes
from hearth.store.models import ProgrammeRow
from tests.builders import MOMENT, TODAY

pytestmark = pytest.mark.django_db


def test_a_programme_is_written_down_when_it_is_first_used() -> None:
    used = programmes.use("blank", TODAY, now=MOMENT)

    row = ProgrammeRow.objects.get(ref="blank.1")
    assert (row.fingerprint, row.used_at) == (used.fingerprint, MOMENT)
    assert programmes.of("blank.1") == used


def test_a_programme_edited_after_its_use_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    used = programmes.use("blank", TODAY, now=MOMENT)
    edited = replace(used, fingerprint="0" * 64)
    monkeypatch.setattr(programmes, "in_force", lambda *_: edited)
    monkeypatch.setattr(programmes, "bundled", lambda: (edited,))

    with pytest.raises(Tampered, match="new version"):
        programmes.use("blank", TODAY, now=MOMENT)
    with pytest.raises(Tampered, match="new version"):
        programmes.of("blank.1")


def test_a_programme_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound):
        programmes.use("no-such", TODAY, now=MOMENT)
    with pytest.raises(NotFound, match="put its file back"):
        programmes.of("no-such.1")


def test_no_version_is_in_force_before_its_day() -> None:
    with pytest.raises(NotFound):
        programmes.use("blank", date(1999, 1, 1), now=MOMENT)


def test_every_bundled_programme_can_be_used() -> None:
    for programme in bundled():
        assert programmes.use(programme.name, TODAY, now=MOMENT).ref == programme.ref
