"""The keys to a whole case, on their way from one office to another.

While another office is asked, everything of the case is sealed beside to a circle of nobody: what
is written meanwhile comes along by itself. With a yes that circle's grants become the other
office's, and those of the office before are gone.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from hearth.core.compartments import Compartment, must_be_allowed
from hearth.core.errors import Sealed
from hearth.core.ids import PersonId
from hearth.core.person import Party
from hearth.core.retention import Records
from hearth.seal.grant import unwrap_many, wrap_many
from hearth.seal.log import SHREDDED
from hearth.store import events, facts, keeping, principals
from hearth.store.access import SignedIn
from hearth.store.facts import AT_ONCE, NO_KEY, bindings_of, where
from hearth.store.models import CaseRow, GrantRow, ItemRow, PartyMemberRow, PersonRow, PrincipalRow


def facts_of(case: CaseRow, party: Party) -> set[UUID]:
    """Every fact of a case that its office holds a key to as its office.

    Those that are kept with the case; and of whom it tells of: everybody of the party, also where
    they are of another one too, and whoever was named to be kept away. What a person released is
    not among it: that is for whom they named.
    """
    members = PersonRow.objects.filter(parties__party=case.party_id)
    named: set[PersonId] = set().union(*(one.hostile for one in party.people))
    away = PersonRow.objects.filter(id__in=named, parties=None)
    about = [*members.values_list("id", flat=True), *away.values_list("id", flat=True)]
    told = ItemRow.objects.filter(subject__in=about).exclude(body=b"")
    found = {*keeping.items(case, Records.CASE), *told.values_list("id", flat=True)}
    held = GrantRow.objects.filter(to=case.office_id, because=None, item__in=list(found))
    return set(held.values_list("item_id", flat=True))


def give(items: Collection[UUID], to: UUID, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Give a circle a key to each of these, from one who holds them all; to what it holds, nothing.

    Raises Sealed where `by` lacks one, RuleBroken where the circle may never hold such a fact.
    Cost: about 9,000 grants a second.
    """
    events.begin_write()
    held = GrantRow.objects.filter(to=to, because=None, item__in=list(items))
    wanted = set(items) - set(held.values_list("item_id", flat=True))
    rows = list(ItemRow.objects.filter(id__in=list(wanted)).defer("body"))
    role = PrincipalRow.objects.values_list("role", flat=True).get(id=to)
    for compartment in {row.compartment for row in rows}:
        must_be_allowed(Compartment(compartment), role)
    places = {row.id: where(row) for row in rows}
    keys = facts.held(places, by)
    if len(keys) < len(places):
        raise Sealed(NO_KEY)
    pairs = ((keys[id], place) for id, place in places.items())
    wrapped = wrap_many(pairs, principals.public_keys([to])[to], to)
    grants = [
        GrantRow(id=uuid4(), item_id=id, to_id=to, wrapped=blob)
        for id, blob in zip(places, wrapped, strict=True)
    ]
    GrantRow.objects.bulk_create(grants, batch_size=AT_ONCE)
    events.record(
        "facts.granted", by=by, about=to, now=now, purpose=purpose, bindings=bindings_of(grants)
    )


def arrive(
    way: UUID, private: bytes, to: UUID, *, by: SignedIn, now: datetime, purpose: str
) -> set[UUID]:
    """All that a circle holds becomes another's, by the private key of the first. What it was.

    Cost: about 3,000 grants a second.
    """
    events.begin_write()
    grants = list(GrantRow.objects.filter(to=way).select_related("item").defer("item__body"))
    places = [where(one.item) for one in grants]
    pairs = ((bytes(one.wrapped), at) for one, at in zip(grants, places, strict=True))
    keys = unwrap_many(pairs, private, way)
    public = principals.public_keys([to])[to]
    wrapped = wrap_many(zip(keys, places, strict=True), public, to)
    arrived = {one.item_id for one in grants}
    there = GrantRow.objects.filter(to=to, because=None, item__in=list(arrived))
    twice = set(there.values_list("item_id", flat=True))
    moved: list[GrantRow] = []
    over: list[GrantRow] = []
    for one, blob in zip(grants, wrapped, strict=True):
        one.to_id, one.wrapped = to, blob
        (over if one.item_id in twice else moved).append(one)
    GrantRow.objects.bulk_update(moved, ["to", "wrapped"], batch_size=500)
    GrantRow.objects.filter(id__in=[one.id for one in over]).delete()
    bindings = bindings_of(moved) | {f"grant:{one.id.hex}": SHREDDED for one in over}
    events.record("facts.granted", by=by, about=to, now=now, purpose=purpose, bindings=bindings)
    return arrived


def shut(
    items: Collection[UUID], office: UUID, *, by: SignedIn, now: datetime, purpose: str
) -> None:
    """Take back every key that a circle holds to these. What was read cannot be recalled."""
    events.begin_write()
    grants = GrantRow.objects.filter(to=office, item__in=list(items))
    bindings = {f"grant:{id.hex}": SHREDDED for id in grants.values_list("id", flat=True)}
    grants.delete()
    events.record(
        "facts.taken_back", by=by, about=office, now=now, purpose=purpose, bindings=bindings
    )


def close(way: UUID, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Take back every key that a circle holds. Nothing of the case was anybody's by them."""
    events.begin_write()
    grants = GrantRow.objects.filter(to=way)
    bindings = {f"grant:{id.hex}": SHREDDED for id in grants.values_list("id", flat=True)}
    grants.delete()
    events.record("facts.taken_back", by=by, about=way, now=now, purpose=purpose, bindings=bindings)


def known_by_another(case: CaseRow) -> set[UUID]:
    """What of this case is told of people who are of another one of the same office as well: to
    that their office keeps its keys."""
    here = PartyMemberRow.objects.filter(party=case.party_id).values("person")
    others = PartyMemberRow.objects.filter(person__in=here, party__case__office=case.office_id)
    people = others.exclude(party=case.party_id).values_list("person_id", flat=True)
    about = ItemRow.objects.filter(subject__in=list(people))
    return set(about.values_list("id", flat=True))
