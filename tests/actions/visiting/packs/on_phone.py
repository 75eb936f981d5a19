"""A visit on a phone, as its pages would send it: for tests of what becomes of it."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from hearth.actions.visiting import packs, visits
from hearth.actions.visiting.packs import Prepared
from hearth.core import checks as core_checks
from hearth.core.checks import With
from hearth.core.packs import Outcome
from hearth.queries.visiting.checks import waiting
from hearth.seal import parcel as seal
from hearth.store import facts
from hearth.store.models import CheckRow, TalkRow
from tests.service import Service

SAID = "The stairs are dark."


class OnPhone:
    """A visit taken on, packed, and what its phone would send."""

    def __init__(self, service: Service) -> None:
        self.service, self.opened = service, service.open_case()
        self.stay = service.live(self.opened)
        first = waiting(self.stay, by=service.visitor)[0]
        self.check = first.id
        self.now = datetime.combine(first.due_on, time(16), tzinfo=UTC)
        self.take_on(service.visitor)
        self.pack = self.made()

    def take_on(self, by: Any) -> None:
        visits.take_on(check_id=self.check, by=by, service=self.service.program, now=self.now)

    def made(self) -> Prepared:
        return packs.prepare(by=self.service.visitor, service=self.service.program, now=self.now)

    def row(self) -> CheckRow:
        return CheckRow.objects.get(id=self.check)

    def talk(self, with_: With, began: int = 14, **other: Any) -> dict[str, Any]:
        at = self.now.replace(hour=began)
        answers = {"feels-safe": "yes"} if with_ is With.RESIDENT else {"changed": "false"}
        told = {
            "with_": str(with_),
            "began_at": at.isoformat(),
            "ended_at": (at + timedelta(minutes=30)).isoformat(),
            "where": "on a walk",
            "heard": False,
            "met": "home",
            "said": SAID,
            "answers": answers,
        }
        return told | other

    def both(self) -> list[dict[str, Any]]:
        return [self.talk(With.RESIDENT), self.talk(With.HOST, 15)]

    def sealed(self, id: UUID, **told: Any) -> bytes:
        words = {"token": self.pack.token, "visit": self.check.hex} | {
            "sealed_at": self.now.isoformat()
        }
        content = json.dumps(words | told).encode() + b" " * 100
        return seal.close(content, self.pack.key, self.pack.id, id)

    def sends(self, id: UUID | None = None, *, now: datetime | None = None, **told: Any) -> Outcome:
        id = id or uuid4()
        return self.arrives(id, self.sealed(id, **told), now=now)

    def arrives(
        self, id: UUID, sealed: bytes, *, now: datetime | None = None, phone_at: Any = None
    ) -> Outcome:
        return packs.take_in(
            pack_id=self.pack.id,
            parcel_id=id,
            sealed=sealed,
            phone_at=phone_at or now or self.now,
            service=self.service.program,
            now=now or self.now,
        )

    def heard(self) -> list[core_checks.Testimony]:
        """All that the lead can read of this stay."""
        items = TalkRow.objects.filter(check_held__placement=self.stay)
        ids = list(items.values_list("item_id", flat=True))
        lead = self.service.lead
        found = facts.open_many(core_checks.Testimony, ids, by=lead, now=self.now, purpose="test")
        return sorted(found.values(), key=lambda one: one.talk.began_at)

    def noted(self) -> set[str]:
        return {code for one in self.heard() if one.arrival for code in one.arrival.noted}
