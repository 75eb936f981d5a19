"""No reading without a trace: what is opened at the cipher is what the log counts."""

import pytest
from django.db import transaction

from hearth.core.errors import HearthError
from hearth.seal import item
from hearth.store import events, facts
from tests.length import LONG
from tests.promised import Tried
from tests.properties.acts import Acts, NothingToDo
from tests.properties.cipher import Cipher, watched
from tests.properties.test_consent import DECK, MUST_HAPPEN, Seeded

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P9")]
STEPS = 4_000 if LONG else 2_000
EPISODE = 400


@pytest.fixture
def cipher(monkeypatch: pytest.MonkeyPatch) -> Cipher:
    return watched(monkeypatch)


def walked(cipher: Cipher, seed: int) -> int:
    """A service for a while. How many openings its log tells of."""
    pick = Seeded(seed)
    with transaction.atomic():
        acts = Acts(pick)
        cipher.ended(well=True)
        for _ in range(EPISODE):
            name = pick.one_of(DECK)
            try:
                with transaction.atomic():
                    getattr(acts, name)()
            except (NothingToDo, HearthError):
                cipher.ended(well=False)
            else:
                cipher.done[name] += 1
                cipher.ended(well=True)
        counted = events.openings()
        transaction.set_rollback(True)
    return counted


def test_what_is_opened_at_the_cipher_is_what_the_log_counts(cipher: Cipher, tried: Tried) -> None:
    counted = sum(walked(cipher, seed) for seed in range(STEPS // EPISODE))

    assert cipher.shown - counted == 0
    assert counted > STEPS // 10
    assert not MUST_HAPPEN - set(cipher.done), "what never happened was never put to the test"
    tried(counted, "facts opened at the cipher in a walk over all acts: each counted in the log")
    tried(cipher.taken_back, "facts opened in acts that were refused: shown to nobody")


def test_a_reading_past_the_log_would_be_noticed(cipher: Cipher) -> None:
    with transaction.atomic():
        acts = Acts(Seeded(1))
        cipher.ended(well=True)
        row = facts.ItemRow.objects.filter(grants__to=acts.service.duty.id).first()
        assert row is None, "keys are the circle's"
        row = facts.ItemRow.objects.filter(grants__to__in=list(acts.service.duty.keys)).first()
        assert row is not None
        key = facts._keys([row], acts.service.duty)[row.id]
        item.open_body(bytes(row.body), key, facts.where(row))
        cipher.ended(well=True)

        assert cipher.shown - events.openings() == 1
        transaction.set_rollback(True)
