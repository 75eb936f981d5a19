"""One request of one person to one address, and what the policy says of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from hearth.core import policy
from hearth.core.policy import Relation, Thing, Verb
from hearth.entry.bearer import AREA, KEY
from hearth.entry.declared import BY_ARGUMENT, area_of, verb_of
from hearth.entry.pace import PACE
from hearth.store.models import (
    CaseRow,
    EntryRow,
    IntroductionRow,
    OfferRow,
    PlacementRow,
)
from tests.properties.matrix.addresses import Address
from tests.properties.matrix.things import Things, relation
from tests.properties.matrix.world import World
from tests.web.doors import shown

NOT_THERE, NO_SUCH_VERB, NOBODY = 404, 405, 401
NO_PROGRAMME = "healers-nobody.1"  # as long as one that is there
CASE_OF = {"offer": (OfferRow, "case"), "meeting": (IntroductionRow, "offer__case")}
CASE_OF["stay"] = (PlacementRow, "case")

# Pages of something that nobody of the world need have: a plan that was kept, a case that is over,
# a visit of the very day; or a case or stay just so far, which the few that are asked about may
# not be. What they answer is told by the tests of each.
NOBODY_NEED_HAVE = {
    "office/case/<uuid:case>/card",
    "office/case/<uuid:case>/card.pdf",
    "desk/stays/<uuid:stay>/early",
    "colleagues/due/stays/<uuid:stay>/pause",
    "office/case/<uuid:case>/erase",
    "office/case/<uuid:case>/messages/<uuid:message>/note.pdf",
    "office/case/<uuid:case>/messages/<uuid:message>/hand/<slug:deed>",
    "office/plan/proof",
    "api/cases/<uuidstr:case>/card",
    "me/known/erase",
    "me/known/answer",
    "round/<uuid:check>",
    "round/<uuid:check>/take",
    "round/<uuid:check>/lay-down",
    "round/<uuid:check>/talk/<str:with_>",
    "round/<uuid:check>/hand-in",
    "round/<uuid:check>/refused",
    "round/<uuid:check>/pack",
    "round/<uuid:check>/hand-in-late",
}
# And of something that one thing, or one person, has and another not yet: then it is not there,
# and that it is not is theirs to know.
NOT_YET = NOBODY_NEED_HAVE | {
    "office/case/<uuid:case>/introduction",
    "me/stay/wish",
    "results/<uuid:result>/take-back",
    "results/<uuid:result>/told",
    "desk/rounds/<uuid:plan>/<uuid:visitor>/sheet.pdf",
    "colleagues/due/stays/<uuid:stay>/pause/end",
    "colleagues/due/stays/<uuid:stay>/missing",
}
FORM = "application/x-www-form-urlencoded"
# What no form refuses before it is looked at whose thing it is.
SENT = "yes=yes&said=yes&answer=yes&more=yes&told=officer&did=tell_manager"
SENT_BY_PROGRAM: Mapping[str, Mapping[str, object]] = {
    "/offers": {"home": "a home that is there"},
    "/days": {"first": "2031-01-01", "end": "2031-02-01", "free": True},
    "/rooms/0": {"beds": 2},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: by whom, of which address with which ids, by which method."""

    who: str
    address: Address
    method: str
    ids: tuple[tuple[str, object], ...]
    relation: Relation
    crossed: bool = False

    @property
    def path(self) -> str:
        """Where it goes."""
        return self.address.with_(**dict(self.ids))

    def __str__(self) -> str:
        across = ", of another case" if self.crossed else ""
        return f"{self.who} {self.method} /{self.address.route} ({self.relation}{across})"


@dataclass
class Walk:
    """Everything that is asked, and what was wrong with an answer."""

    world: World
    things: Things
    complaints: list[str] = field(default_factory=list)
    count: int = 0
    answered: set[str] = field(default_factory=set)
    _clients: dict[str, Client] = field(default_factory=dict)
    _related: dict[tuple[str, Thing, object], Relation] = field(default_factory=dict)

    def asked(self, address: Address, who: str, methods: tuple[str, ...]) -> Iterator[Asked]:
        """All that this person can ask of this address: each thing of theirs, others', none."""
        for ids, related, crossed in self._ids(address, who):
            for method in methods:
                yield Asked(who, address, method, tuple(ids.items()), related, crossed)

    def _ids(
        self, address: Address, who: str
    ) -> Iterator[tuple[dict[str, object], Relation, bool]]:
        if not address.things:
            yield {}, Relation.OFFICE, False
            return
        name = address.things[-1]
        thing, by = BY_ARGUMENT[name], self.world.people[who]
        known = [*self.things.own(thing, by)[:2], *self.things.of(thing)]
        for id in dict.fromkeys(known):
            related = self._relation(who, thing, id)
            if address.things == ["case", name] and name in CASE_OF:
                case = _case_of(name, id)
                yield {"case": case, name: id}, related, False
                yield {"case": self._other(case), name: id}, related, True
            else:
                ids = self._with_parents(address, name, id)
                yield ids, self._among(who, ids, related), False
        if thing is not Thing.INTAKE:
            never: object = NO_PROGRAMME if thing is Thing.PROGRAMME else uuid4()
            yield self._with_parents(address, name, never), Relation.NONE, False

    def _among(self, who: str, ids: dict[str, object], related: Relation) -> Relation:
        """What lies under a case of another office is as little there as that case."""
        each = {self._relation(who, BY_ARGUMENT[name], id) for name, id in ids.items()}
        return Relation.OTHER if Relation.OTHER in each else related

    def _relation(self, who: str, thing: Thing, id: object) -> Relation:
        """Looked up once: nothing that is asked here stays."""
        key = (who, thing, id)
        if key not in self._related:
            self._related[key] = relation(self.world.people[who], thing, id)
        return self._related[key]

    def _with_parents(self, address: Address, name: str, id: object) -> dict[str, object]:
        parents = {
            one: next(iter(self.things.of(BY_ARGUMENT[one])), uuid4())
            for one in address.things[:-1]
        }
        return {**parents, name: id}

    def _other(self, case: object) -> object:
        return CaseRow.objects.exclude(id=case).values_list("id", flat=True)[0]

    def is_there(self, address: Address) -> bool:
        """Whether the world has a thing of each kind that the address names."""
        return all(self.things.of(BY_ARGUMENT[name]) for name in address.things)

    def may(self, one: Asked) -> bool:
        """What the one table says: of the area that the address lies in, and of the thing."""
        role, verb = self.world.role(one.who), verb_of(one.method)
        area, thing = area_of(one.address.route), one.address.thing
        if area is None or thing is None or one.crossed:
            return False
        inside = policy.may(role, Verb.READ, area, Relation.OFFICE)
        return inside and policy.may(role, verb, thing, one.relation)

    def may_ever(self, one: Asked) -> bool:
        """Whether their role has anything to do with this address at all."""
        role, verb = self.world.role(one.who), verb_of(one.method)
        asked = (area_of(one.address.route), one.address.thing)
        return all(policy.may_ever(role, verb, what) for what in asked)

    def answer(self, who: str, method: str, path: str) -> HttpResponse:
        """What is answered; nothing that it changes stays."""
        self.count += 1
        client = self._client(who)
        acts = verb_of(method) is Verb.ACT
        with transaction.atomic():
            if path.startswith(AREA):
                answer = self._of_program(client, who, method, path, acts=acts)
            else:
                body = SENT if acts else ""
                answer = client.generic(method, path, body, content_type=FORM)
            self.seen(answer)
            transaction.set_rollback(True)
        return answer  # type: ignore[return-value]  # the client's answer is one

    def seen(self, answer: Any) -> None:
        """For who looks further: the answer, and all that it left, before that is taken back."""

    def _of_program(self, client: Client, who: str, method: str, path: str, *, acts: bool) -> Any:
        """The same by a token. Whoever can have none sends what is none."""
        PACE.forget()
        token = self.world.tokens.get(who, "1.nobody-ever-had-this-one")
        headers = {KEY: uuid4().hex} | ({"Authorization": f"Bearer {token}"} if who else {})
        sent = next((body for end, body in SENT_BY_PROGRAM.items() if path.endswith(end)), {})
        if "home" in sent:
            sent = {"home": str(self.things.of(Thing.HOME)[0])}
        body = json.dumps(sent) if acts else ""
        return client.generic(method, path, body, content_type="application/json", headers=headers)

    def _client(self, who: str) -> Client:
        if who not in self._clients:
            client = Client(raise_request_exception=False)
            if who:
                client.cookies[settings.SESSION_COOKIE] = self.world.cookies[who]
            self._clients[who] = client
        return self._clients[who]

    def goes(self, one: Asked) -> None:
        """Ask it, and complain where the answer is not what the table says."""
        answer = self.answer(one.who, one.method, one.path)
        there = answer.status_code not in (NOT_THERE, NO_SUCH_VERB)
        if answer.status_code == NOBODY and one.who not in self.world.tokens:
            there = False  # of whoever can have no token: to a program they are nobody
        if there:
            self.answered.add(one.address.route)
        if not there and self.may(one) and one.address.route in NOT_YET:
            return
        if answer.status_code >= 500:
            self.complaints.append(f"{one}: breaks with {answer.status_code}")
        elif answer.status_code == NO_SUCH_VERB and self.may_ever(one):
            return  # said before anything is looked up, and so the same of whatever is asked
        elif self.may(one) != (there or answer.status_code == NO_SUCH_VERB):
            says = "may" if self.may(one) else "may not"
            self.complaints.append(f"{one}: {says}, and gets {answer.status_code}")


def no_bytes_differ(answer: HttpResponse, other: HttpResponse) -> bool:
    """Whether two answers are the same, but for what is another each time in every answer."""
    return shown(answer) == shown(other) and dict(answer.items()) == dict(other.items())


def log_length() -> int:
    """How many acts are on record."""
    return EntryRow.objects.count()


@cache
def _case_of(name: str, id: UUID) -> object:
    model, path = CASE_OF[name]
    return CaseRow.objects.get(
        id=model.objects.values_list(path, flat=True).get(id=id)  # type: ignore[attr-defined]
    ).id
