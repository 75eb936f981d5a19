"""One lost secret loses nothing, one person alone opens nothing beyond their grants, and who
leaves opens nothing more. Each sealed thing names how it was sealed."""

import time
from collections.abc import Iterator
from itertools import combinations
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from hearth.actions.keys import rotation
from hearth.actions.keys import service as setting_up
from hearth.actions.keys.service import Begun, Holder
from hearth.core.actor import Actor
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.errors import HearthError, Sealed
from hearth.seal import primitives
from hearth.seal.grant import unwrap
from hearth.seal.recovery import from_sheet
from hearth.store import facts, principals
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import GrantRow, ItemRow, MemberRow, PrincipalRow, ShareRow
from tests.builders import MOMENT, an_id
from tests.length import LONG
from tests.promised import Tried
from tests.properties.acts import Acts, NothingToDo
from tests.properties.test_consent import DECK, Seeded
from tests.service import LATER, a_service, hired, signed_in_again
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
STEPS = 400 if LONG else 120
RECORDS, SECONDS = (100_000 if LONG else 5_000), 60.0  # for 100,000


class Office:
    """A service that people have worked in for a while, with its holders of recovery."""

    def __init__(self) -> None:
        pick = Seeded(3)
        self.acts = Acts(pick)
        for _ in range(STEPS):
            try:
                with transaction.atomic():
                    getattr(self.acts, pick.one_of(DECK))()
            except (NothingToDo, HearthError):
                continue
        here = self.acts.service
        self.people = [
            signed_in_again(who)
            for who in dict.fromkeys(one.id for one in self.acts.everybody)
            for who in [next(one for one in self.acts.everybody if one.id == who)]
            if who not in self.acts.left
        ]
        begun = Begun(self.acts.office[0], self.acts.leads[0], signed_in_again(here.program))
        self.holders = setting_up.appoint_holders(count=3, begun=begun, now=self.acts.now)
        self.items = list(ItemRow.objects.exclude(body=b"").values_list("id", flat=True))


@pytest.fixture
def office() -> Iterator[Office]:
    with transaction.atomic():
        yield Office()
        transaction.set_rollback(True)


def recovered(*holders: Holder) -> SignedIn:
    """What two holders can open together: the keys of every circle, and nobody's own."""
    keys: dict[UUID, bytes] = {}
    for name in principals.CIRCLES:
        circle = principals.circle(name)
        sheets = {one.id: from_sheet(one.sheet) for one in holders}
        keys[circle] = principals.recover(circle, sheets, by=None, now=MOMENT)
    return SignedIn(Actor(holders[0].id, Audience.ADMINISTRATOR), keys)


def opened_by(who: list[SignedIn], items: list[UUID]) -> set[UUID]:
    return {item for item in items if any(facts.can_open(item, one) for one in who)}


@pytest.mark.promise(number="P10")
def test_one_lost_credential_loses_no_record(office: Office, tried: Tried) -> None:
    whole = set(office.items)
    assert opened_by(office.people, office.items) == whole

    for lost in office.people:
        others = [one for one in office.people if one is not lost]
        two = recovered(*office.holders[:2])
        assert whole == opened_by([two, *others], office.items), lost.audience
    for lost_holder in office.holders:
        left = [one for one in office.holders if one is not lost_holder]
        circles = {principals.circle(name) for name in principals.CIRCLES}
        theirs = ItemRow.objects.filter(grants__to__in=circles).values_list("id", flat=True)
        assert opened_by([recovered(*left)], list(theirs)) == set(theirs)
    tried(
        (len(office.people) + len(office.holders)) * len(office.items),
        "records looked for with one credential of all lost: each is still opened by the others",
    )


@pytest.mark.promise(number="P10")
def test_one_credential_alone_opens_nothing_beyond_its_grants(office: Office, tried: Tried) -> None:
    looked = 0
    for who in office.people:
        granted = set(GrantRow.objects.filter(to__in=who.keys).values_list("item_id", flat=True))
        assert opened_by([who], office.items) == granted & set(office.items)
        assert len(granted & set(office.items)) < len(office.items), "nobody opens all"
        looked += len(office.items)
    for holder in office.holders:
        alone = SignedIn(
            Actor(holder.id, Audience.ADMINISTRATOR), {holder.id: from_sheet(holder.sheet)}
        )
        assert opened_by([alone], office.items) == set()
        for other in office.holders:
            sheets = {holder.id: from_sheet(holder.sheet), other.id: from_sheet(holder.sheet)}
            with pytest.raises(Sealed):
                principals.recover(principals.circle(OFFICE), sheets, by=None, now=MOMENT)
        looked += len(office.items)
    tried(looked, "records tried with one credential alone: none beyond its grants")


@pytest.mark.promise(number="P10")
def test_any_two_holders_open_every_circle_in_a_drill(office: Office, tried: Tried) -> None:
    pairs = list(combinations(office.holders, 2))

    for pair in pairs:
        assert setting_up.drill(
            holders={one.id: from_sheet(one.sheet) for one in pair}, now=office.acts.now
        )
    tried(len(pairs), "drills of two holders, each opening every circle")


@pytest.mark.promise(number="P10")
def test_everything_that_is_sealed_names_how(office: Office, tried: Tried) -> None:
    known = {primitives.AES_256_GCM, primitives.HPKE_X25519, primitives.ARGON2ID}
    blobs = [
        *ItemRow.objects.exclude(body=b"").values_list("body", flat=True),
        *GrantRow.objects.values_list("wrapped", flat=True),
        *MemberRow.objects.values_list("sealed", flat=True),
        *ShareRow.objects.values_list("blob", flat=True),
        *PrincipalRow.objects.exclude(locked=None).values_list("locked", flat=True),
    ]

    assert {bytes(blob)[0] for blob in blobs} <= known
    assert all(bytes(one)[0] == primitives.HPKE_X25519 for one in blobs if len(one) == 81)
    tried(len(blobs), "sealed things, each naming its algorithm in its first byte")


@pytest.mark.promise(number="P11")
def test_a_leavers_next_request_is_refused_at_every_address(tried: Tried) -> None:
    with transaction.atomic():
        service = a_service(homes=1)
        colleague = hired(Audience.CASEWORKER, service.duty, (OFFICE,))
        open_doors(service)
        client = comes_in(colleague)
        assert opened_past_the_service(colleague) > 0
        assert client.get(reverse("caseworker:board")).status_code == 200

        setting_up.dismiss(who=colleague.id, by=service.duty, now=LATER)

        served = [
            address for address in addresses() if client.get(address).status_code in {200, 204}
        ]
        assert served == []
        with pytest.raises(Sealed):
            principals.with_key(colleague.id, colleague.keys[colleague.id])
        kept = list(ItemRow.objects.values_list("id", flat=True))
        assert opened_by([colleague], kept) == set()
        rotation.move_all(by=service.duty, clock=lambda: LATER, told=lambda left: None)
        assert opened_past_the_service(colleague) == 0
        tried(len(addresses()), "addresses asked for by somebody who has left: none served")


def opened_past_the_service(who: SignedIn) -> int:
    """How many grants open, at the cipher, with the keys that somebody kept and the database."""
    opened = 0
    for row in GrantRow.objects.filter(to__in=who.keys).select_related("item"):
        try:
            unwrap(bytes(row.wrapped), who.keys[row.to_id], facts.where(row.item), row.to_id)
        except Sealed:
            continue
        opened += 1
    return opened


def addresses() -> list[str]:
    """Every address of the caseworker that needs no number."""
    found = []
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "app_name", "") in {"caseworker", "staff"}:
            for page in pattern.url_patterns:
                if getattr(page, "name", None) and "<" not in str(page.pattern):
                    found.append(reverse(f"{pattern.app_name}:{page.name}"))
    assert len(found) > 8
    return found


@pytest.mark.promise(number="P11")
def test_a_circle_that_can_open_much_gets_a_new_key_in_time(tried: Tried) -> None:
    with transaction.atomic():
        service = a_service(homes=1)
        office = principals.circle(OFFICE)
        new = [
            NewFact(
                subject=an_id(),
                compartment=Compartment.CASEWORK,
                kind="note",
                value="said",
                to=(office,),
            )
            for _ in range(RECORDS)
        ]
        facts.put_many(new, by=service.duty, now=MOMENT, about=office)
        began = time.process_time()  # of this program alone, whatever else the machine does

        rotation.rotate(OFFICE, by=service.duty, now=MOMENT)

        took = time.process_time() - began
        assert took * 100_000 / RECORDS < SECONDS
        moved = GrantRow.objects.filter(to=office, under=None).count()
        assert moved >= RECORDS
        transaction.set_rollback(True)
    tried(
        moved,
        "grants of a circle moved to its new key, at a rate of 100,000 in 60 s of work or faster",
    )
