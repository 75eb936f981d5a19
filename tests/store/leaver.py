"""One process of the trial in which a sweep is killed: `make`, `move` or `look`, in a folder.

python -m tests.store.leaver make FOLDER COUNT    said in confidence; then a lead leaves
python -m tests.store.leaver move FOLDER          says `ready`, then moves until it is killed
python -m tests.store.leaver look FOLDER          what opens to whom, as JSON
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
SAYS = "She said that she is afraid to sleep, and asked that nobody hears of it. Number {}."


def opened(folder: Path) -> None:
    """Let Django know this folder."""
    os.environ |= {
        "HEARTH_HOME": str(folder),
        "HEARTH_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "hearth.site.settings",
    }
    import django

    django.setup()


def make(folder: Path, count: str) -> None:
    """A service, its two leads, what was said; one of the two leaves."""
    from django.db import transaction

    from hearth.actions.keys import service
    from hearth.core.audience import Audience
    from hearth.core.compartments import SAFEGUARDING, Compartment
    from hearth.store import database, facts, keyring, principals
    from hearth.store import folder as folders

    place = folders.prepare(folders.Folder(folder))
    database.migrate()
    begun = service.begin(now=NOW)
    leaver = service.hire(
        role=Audience.LEAD, secret=None, circles=(SAFEGUARDING,), by=begun.lead, now=NOW
    )
    circle = principals.circle(SAFEGUARDING)
    new = [
        facts.NewFact(
            subject=circle,
            compartment=Compartment.TESTIMONY,
            kind="talk",
            value=SAYS.format(number),
            to=(circle,),
        )
        for number in range(int(count))
    ]
    with transaction.atomic():
        facts.put_many(new, by=begun.lead, now=NOW, about="trial")
    keyring.write(place, "lead", begun.lead, None)
    keyring.write(place, "leaver", leaver, None)
    copied = {str(id): key.hex() for id, key in leaver.keys.items()}
    (folder / "copied.json").write_text(json.dumps(copied))
    service.dismiss(who=leaver.id, by=begun.lead, now=NOW)


def move(folder: Path) -> None:
    """Go on where it stopped, as the command does."""
    from hearth.actions.keys import rotation
    from hearth.store import keyring
    from hearth.store.folder import Folder

    lead = keyring.sign_in(Folder(folder), "lead", None)
    print("ready", flush=True)
    print(rotation.go_on(by=lead, clock=lambda: NOW), flush=True)


def look(folder: Path) -> None:
    """Everything opened as the lead; and what the leaver opens, by sign-in and by copied keys."""
    from uuid import UUID

    from django.db import transaction

    from hearth.core.actor import Actor
    from hearth.core.audience import Audience
    from hearth.core.errors import Sealed
    from hearth.core.ids import PrincipalId
    from hearth.store import events, facts, keyring
    from hearth.store.access import SignedIn
    from hearth.store.folder import Folder
    from hearth.store.models import GrantRow, ItemRow, RetiredKeyRow

    place = Folder(folder)
    lead = keyring.sign_in(place, "lead", None)
    items = list(ItemRow.objects.values_list("id", flat=True))
    with transaction.atomic():
        said = facts.open_many(str, items, by=lead, now=NOW, purpose="trial")
    try:
        keyring.sign_in(place, "leaver", None)
        signs_in = True
    except Sealed:
        signs_in = False
    keys = json.loads((folder / "copied.json").read_text())
    who = PrincipalId(keyring.read(place, "leaver").principal)
    gone = SignedIn(
        Actor(who, Audience.LEAD), {UUID(id): bytes.fromhex(key) for id, key in keys.items()}
    )
    found = {
        "whole": sorted(said.values()) == sorted(SAYS.format(n) for n in range(len(items))),
        "items": len(items),
        "left": GrantRow.objects.exclude(under=None).count(),
        "retired": RetiredKeyRow.objects.count(),
        "leaver_signs_in": signs_in,
        "leaver_opens": sum(facts.can_open(item, gone) for item in items[:: len(items) // 100]),
        "by_copied_key": by_copied_key(gone),
        "problems": [one.says for one in events.problems(None, None)],
    }
    print(json.dumps(found))


def by_copied_key(gone: object) -> int:
    """How many grants the key that the leaver copied opens, past every check of ours."""
    from hearth.core.errors import Sealed
    from hearth.seal import grant as seal_grant
    from hearth.store import facts
    from hearth.store.models import GrantRow

    opens = 0
    keys = gone.keys  # type: ignore[attr-defined]  # a sign-in
    for one in GrantRow.objects.filter(to__in=list(keys)).select_related("item"):
        try:
            place = facts.where(one.item)
            seal_grant.unwrap(bytes(one.wrapped), keys[one.to_id], place, one.to_id)
        except Sealed:
            continue
        opens += 1
    return opens


WHAT: dict[str, Callable[..., None]] = {"make": make, "move": move, "look": look}

if __name__ == "__main__":
    opened(Path(sys.argv[2]))
    WHAT[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
