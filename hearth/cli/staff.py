"""`hearth staff` and `hearth office`: who works here and where; what is left to do when one has
gone."""

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.progress import Progress
from hearth.cli.station import open_station
from hearth.core.audience import Audience
from hearth.core.commands import Command
from hearth.core.errors import BadInput

NO_STAFF = frozenset({Audience.RESIDENT, Audience.HOST, Audience.CLOCK})
ROLES = tuple(role.value for role in Audience if role not in NO_STAFF)


def add(role: str, name: str, office: str | None, *, as_json: bool) -> int:
    """Let somebody in who works here, a caseworker into this office or else the first. Their first
    secret is told once."""
    if role not in ROLES:
        raise BadInput(f"there is no role {role}; the roles are {', '.join(ROLES)}")
    station = open_station(Command.STAFF_ADD, quiet=True)
    from hearth.actions.keys import sign_in
    from hearth.store import folder, offices

    audience = Audience(role)
    by = station.lead if audience is Audience.LEAD else station.duty
    with folder.only_writer(station.folder, doing="letting somebody in"):
        into = offices.called(office).id if office is not None else None
        made = sign_in.hire(role=audience, name=name, by=by, now=now(), office=into)
    say.answer(
        {"name": name, "first_secret": made.first_secret},
        as_json=as_json,
        lines=[
            f"{name} can sign in now. The first secret, told only here and only now: "
            f"{made.first_secret}",
            "On the first page they give both, and then choose a secret of their own.",
        ],
    )
    return say.DONE


def leave(name: str, *, as_json: bool) -> int:
    """Somebody who worked here leaves: signed out at once, and their circles get new keys."""
    station = open_station(Command.STAFF_LEAVE, quiet=True)
    from hearth.actions.keys import sign_in
    from hearth.store import folder

    with folder.only_writer(station.folder, doing="letting somebody go"):
        role = sign_in.role_of(name)
        by = station.lead if role is Audience.LEAD else station.duty
        sign_in.let_go(name=name, by=by, now=now())
    say.answer(
        {"name": name, "left": True},
        as_json=as_json,
        lines=[
            f"{name} is signed out everywhere; the next request is refused.",
            "Nothing of their circles opens to them. What they copied cannot be called back.",
            f"What is left to move to the new keys: {say.PROGRAM} staff rewrap",
        ],
    )
    return say.DONE


def rewrap(*, as_json: bool) -> int:
    """Move what circles can open to their new keys, wherever that stopped."""
    station = open_station(Command.STAFF_REWRAP, quiet=True)
    from hearth.actions.keys import rotation
    from hearth.store import database, folder

    progress = Progress()
    with (
        database.in_one_sentence(),
        folder.only_writer(station.folder, doing="moving grants to new keys"),
    ):
        left = sum(
            rotation.move_all(
                by=who, clock=now, told=lambda left: progress.show(f"{left:,} grants left")
            )
            for who in (station.duty, station.lead)
        )
    progress.end()
    say.answer(
        {"left": left},
        as_json=as_json,
        lines=["Nothing is left under an earlier key; those keys are shredded."],
    )
    return say.DONE


def found_office(name: str, *, as_json: bool) -> int:
    """Another office, with the register that all share. One that was stopped on the way goes on."""
    station = open_station(Command.OFFICE_ADD, quiet=True)
    from hearth.actions.keys import offices as act
    from hearth.store import database, folder, offices

    progress = Progress()
    with (
        database.in_one_sentence(),
        folder.only_writer(station.folder, doing="founding an office"),
    ):
        by = station.duty
        if not offices.is_called(name):
            by = act.found(name=name, by=by, now=now())
        row = offices.called(name)
        act.share_all(
            row.id, by=by, clock=now, told=lambda left: progress.show(f"{left:,} facts left")
        )
    progress.end()
    say.answer(
        {"office": row.name, "id": str(row.id)},
        as_json=as_json,
        lines=[
            f"{row.name} is an office of this service. It holds the register, and no case.",
            f"Let its caseworkers in: {say.PROGRAM} staff add caseworker --name NAME "
            f'--office "{row.name}"',
        ],
    )
    return say.DONE


def offices(*, as_json: bool) -> int:
    """Every office with its caseworkers and cases, counted."""
    open_station(Command.OFFICE_LIST, quiet=True)
    from hearth.store import offices as store

    found = store.counted()
    say.answer(
        {"offices": [one._asdict() | {"id": str(one.id)} for one in found]},
        as_json=as_json,
        lines=[f"{one.name}: caseworkers {one.caseworkers}, cases {one.cases}" for one in found],
    )
    return say.DONE


def rename_office(old: str, new: str, *, as_json: bool) -> int:
    """Another name for an office."""
    station = open_station(Command.OFFICE_RENAME, quiet=True)
    from hearth.actions.keys import offices as act
    from hearth.store import folder, offices

    with folder.only_writer(station.folder, doing="renaming an office"):
        act.rename(office=offices.called(old).id, name=new, by=station.duty, now=now())
    say.answer({"office": new}, as_json=as_json, lines=[f"It is called {new} now."])
    return say.DONE
