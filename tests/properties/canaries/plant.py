"""Fills a service with words that would be known again, through its commands and its actions.

Run as a program in a HEARTH_HOME of its own, with a folder for what comes from outside. It keeps
its connection open until its input ends, so that its files can be looked at before that.
"""

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from hearth.cli.main import main
from hearth.cli.station import prepare_django
from hearth.core.audience import Audience
from hearth.core.commands import Command
from hearth.core.concerns import Kind
from hearth.core.host import Exemption
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.core.person import Refusals
from hearth.core.placement import MovePlan
from hearth.core.units import Period
from tests.builders import MOMENT, TODAY, aged
from tests.length import LONG

if TYPE_CHECKING:
    from hearth.actions.intake import Opened
    from hearth.store.hosts import NewHost
    from tests.service import Service

TAG, ACCENTED, DIGITS = "qxzarn", "quéxzårn", "73591846"
HMIS_PEOPLE, SHEET_HOSTS, OWN_HOSTS = (1_300, 1_000, 8) if LONG else (70, 60, 8)


class Planted:
    """Words nobody else has, and how many there are."""

    def __init__(self) -> None:
        self.chance, self.made = Random(7), 0

    def word(self) -> str:
        """A name, a street, an attribute: letters, now and then with accents."""
        return self._new((TAG, TAG, ACCENTED)[self.made % 3].title())

    def key(self) -> str:
        """A key of somebody else's register."""
        return self._new(TAG)

    def phone(self) -> str:
        """A telephone number."""
        self.made += 1
        return f"+44{DIGITS}{self.chance.randint(100, 999)}"

    def _new(self, tag: str) -> str:
        self.made += 1
        return tag + "".join(self.chance.choices("abcdefghijklmnop", k=8))


def hmis(planted: Planted, at: Path) -> Path:
    """An export of many people, one service of them for victims."""
    from tests.exchange.hmis.exports import files, folder

    word, key = planted.word, planted.key
    people = [key() for _ in range(HMIS_PEOPLE)]
    services = [key() for _ in range(12)]
    more = {
        "Organization": "".join(f"{s},{word()},{n % 2}\n" for n, s in enumerate(services)),
        "Project": "".join(f"{s},{s},{word()},0,2020-01-01,\n" for s in services),
        "Client": "".join(
            f"{one},{word()},{word()},19{60 + n % 40}-01-02,1,0,2026-01-01 10:00:00,\n"
            for n, one in enumerate(people)
        ),
        "Enrollment": "".join(
            f"{key()},{one},{services[n % 12]},2026-01-05,{key()},1,116,\n"
            for n, one in enumerate(people)
        ),
    }
    return folder(at / "export", files(**more))


def sheet(planted: Planted, at: Path) -> Path:
    """A register of hosts."""
    word, path = planted.word, at / "hosts.csv"
    lines = ["id,name,phone,email,address,area,rooms"]
    lines += [
        f"{planted.key()},{word()} {word()},{planted.phone()},{planted.key()}@example.org,"
        f"{word()} Street,{word()},1"
        for _ in range(SHEET_HOSTS)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def hearth(*words: object) -> int:
    """One command, in this process."""
    sys.argv = ["hearth", *map(str, words)]
    return main()


def own_host(planted: Planted) -> "NewHost":
    """A host with words of their own wherever there is room for some."""
    from tests.service import a_new_host

    word, one = planted.word, a_new_host()
    wait = Exemption(
        requirement="home-visit",
        period=Period(TODAY, TODAY + timedelta(9)),
        approved_by=word(),
        reason=word(),
    )
    home, _ = one.homes[0]
    where = Address(street=word(), town=word(), directions=word(), phone=planted.phone())
    said = replace(one.host, languages=frozenset({"tongue", word()}), exemptions=(wait,))
    name = HostIdentity(name=word(), phone=planted.phone(), email=planted.key())
    return replace(one, identity=name, host=said, homes=((home, where),))


def live(planted: Planted) -> None:
    """One person's way through the stages, with their own words at each."""
    from django.db import transaction

    from hearth.actions import checks, intake, placement
    from hearth.actions.keys import service
    from hearth.cli.station import open_station
    from hearth.store import hosts
    from tests import service as world

    word, station = planted.word, open_station(Command.DEMO)
    new = [own_host(planted) for _ in range(OWN_HOSTS)]
    with transaction.atomic():
        hosts.enter_many(new, by=station.duty, now=MOMENT, purpose="register")
    signed = {
        one.homes[0][0].id: service.welcome_host(
            host=one.host.id, secret=word(), by=station.duty, now=MOMENT
        )
        for one in new[:1]
    }
    office = world.Service(
        station.duty,
        station.lead,
        station.service,
        world.hired(Audience.VISITOR, station.duty),
        world.hired(Audience.CLINICIAN, station.duty),
        tuple(signed),
        signed,
    )
    opened = intake.open_case(
        identity=PersonIdentity(
            name=f"{word()} {word()}", known_as=word(), born_on=aged(19), phone=planted.phone()
        ),
        programme="blank",
        stay=world.STAY,
        secret=word(),
        by=station.duty,
        now=MOMENT,
    )
    with transaction.atomic():
        party = office.party(opened)
    afraid = replace(
        party.people[0],
        languages=frozenset({"tongue", word()}),
        refusals=Refusals(areas=frozenset({word(), word()})),
    )
    told = replace(party, people=(afraid,))
    intake.tell(case=opened.case, party=told, by=opened.resident, now=MOMENT)
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)
    chosen = office.homes[0]
    offered = office.put_offer(opened, chosen)
    office.agree(offered, opened)
    meeting = office.meet(offered)
    office.both_willing(meeting, opened, chosen, MOMENT)
    move = world.a_move()
    plan = MovePlan(transport=word(), escort=word(), arrive_at=move.arrive_at)
    who = {"by": station.duty, "now": world.LATER}
    stay = placement.plan(offer_id=offered, move=plan, service=station.service, **who)
    placement.move(placement_id=stay, on=world.STAY.first, service=station.service, **who)
    checks.schedule(placement_id=stay, **who)
    talk(planted, office, opened, stay)


def talk(planted: Planted, office: "Service", opened: "Opened", stay: UUID) -> None:
    """A check with what was said in it, and a concern in the person's words."""
    from hearth.actions import checks, concerns
    from hearth.store.models import CheckRow
    from tests import service as world

    row = CheckRow.objects.filter(placement=stay).order_by("due_on").first()
    assert row is not None
    then = MOMENT + (row.due_on - TODAY)
    checks.hold(
        check_id=row.id, talks=world.two_talks(then, planted.word()), by=office.visitor, now=then
    )
    concerns.raise_one(
        kind=Kind.COMPLAINT,
        words=planted.word(),
        placement_id=stay,
        programme="blank.1",
        by=opened.resident,
        now=then,
    )


def run(outside: Path) -> None:
    """Plant everything, say how much, and wait."""
    prepare_django()
    planted = Planted()
    assert hearth("import", "hmis", hmis(planted, outside)) == 0
    assert hearth("import", "hosts", sheet(planted, outside)) == 0
    live(planted)
    assert hearth("match", "--proof", outside / "plan.proof") == 0
    assert hearth("shortlist") in (0, 3)
    copy = Path(os.environ["HEARTH_HOME"]) / "exports" / "copy"
    assert hearth("backup", copy, "--new-key", outside / "backup-key.txt", "--drill") == 0
    bad = outside / f"{planted.word()}.csv"
    bad.write_text(f"id,name,rooms,lat\n{uuid4().hex},{planted.word()},{planted.word()},900\n")
    assert hearth("import", "hosts", bad) == 3
    print(f"planted {planted.made}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    run(Path(sys.argv[1]))
