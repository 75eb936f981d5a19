"""The day's visits on a phone without a network: the pack, the page that opens it, its parcels."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.visiting import packs as act
from hearth.core.audience import Audience
from hearth.core.checks import With
from hearth.core.errors import BadInput
from hearth.core.gate.leaves import Leaves
from hearth.core.packs import MOST_BYTES, must_be_a_moment
from hearth.core.questions import to_fhir
from hearth.entry import leaving
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, Visit, for_what_it_carries, only_for
from hearth.queries.visiting import packs as ask
from hearth.web.visitor import wording
from hearth.web.visitor.forms import name_of
from hearth.web.where import must_be
from hearth.web.words import say

WORKER = Path(__file__).parent.parent / "static" / "hearth" / "away" / "worker.js"


@only_for(Audience.VISITOR)
@require_safe
def away(request: SignedVisit) -> HttpResponse:
    """The page that opens a pack. It is the same for every visitor, so that a phone may keep it."""
    wrong = {code: say(text) for code, text in wording.WRONG.items()}
    against = {code: say(text) for code, text in wording.AGAINST.items()}
    talks = {str(one): say(text) for one, text in wording.TALKS.items()}
    refusal = {code: say(text) for code, text in wording.REFUSAL.items()}
    words = {code: say(text) for code, text in wording.AWAY.items()}
    said = wrong | against | talks | refusal | words
    return render(request, "visitor/away.html", {"words": said})


@only_for(Audience.VISITOR)
@require_safe
def worker(request: SignedVisit) -> HttpResponse:
    """The script that keeps that page on the phone; from here it reaches no other folder."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript")


@only_for(Audience.VISITOR)
@require_POST
def prepare(request: SignedVisit) -> HttpResponse:
    """What goes into a pack, told once to the script that closes it at once."""
    made = act.prepare(by=request.by, service=request.running.service, now=request.now)
    pack = {
        "id": made.id.hex,
        "token": made.token,
        "key": b64encode(made.key).decode(),
        "now": request.now.isoformat(),
        "ends": made.ends_at.isoformat(),
        "visits": [_visit(one) for one in made.visits],
    }
    return leaving.answer(pack, on=request.now.date(), told=made.told, what=Leaves.PACK)


def _visit(one: act.PackedVisit) -> dict[str, Any]:
    return {
        "visit": one.check.hex,
        "due": one.due_on.isoformat(),
        "host": one.host.name,
        "where": one.at.where,
        "way": one.at.directions,
        "phone": one.at.phone or one.host.phone,
        "asked": [str(with_) for with_ in one.asked],
        "in_person": one.must.in_person,
        "place": str(one.must.place),
        "must": must_be(one.must),
        "may_refuse": one.may_refuse,
        "forms": {str(with_): _form(one, with_) for with_ in With},
    }


def _form(one: act.PackedVisit, with_: With) -> dict[str, Any]:
    form = to_fhir(one.forms[with_])
    for item in form["item"]:
        item["field"] = name_of(item["linkId"])
    return form


@only_for(Audience.VISITOR)
@require_POST
def end(request: SignedVisit, pack: UUID) -> HttpResponse:
    """Sign the phone out that has this pack."""
    act.end(pack_id=pack, by=request.by, now=request.now)
    return back_to("visitor:round", done="pack_ended")


# No cookie is looked at, so none can be misused: the parcel says by itself where it was closed.
@csrf_exempt
@for_what_it_carries(Audience.VISITOR)
@require_POST
def come_in(request: Visit) -> HttpResponse:
    """A phone asks whether its pack still lives, and hands a parcel in with that."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        said = say("This is too big for one visit. Nothing of it was taken; keep it on the phone.")
        return leaving.answer(
            {"said": said}, on=request.now.date(), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    if request.content_type != "application/json":
        raise BadInput("this is no parcel of a pack: one is JSON")
    pack, parcel, sealed, phone_at = _brought(request.body)
    told: dict[str, Any] = {"now": request.now.isoformat()}
    if parcel is not None:
        told["outcome"] = act.take_in(
            pack_id=pack,
            parcel_id=parcel,
            sealed=sealed,
            phone_at=phone_at,
            service=request.running.service,
            now=request.now,
        )
    told["over"] = ask.is_over(pack, now=request.now)
    return leaving.answer(told, on=request.now.date())


def _brought(body: bytes) -> tuple[UUID, UUID | None, bytes, datetime]:
    """Pack, parcel, what is sealed and the phone's clock. Raises BadInput for anything else."""
    try:
        told = json.loads(body)
        at = datetime.fromisoformat(told["clock"])
        if at.tzinfo is None:
            raise BadInput("the clock of a phone is told with its time zone")
        must_be_a_moment(at)
        parcel = UUID(told["parcel"]) if "parcel" in told else None
        sealed = b64decode(told["sealed"], validate=True) if parcel else b""
        return UUID(told["pack"]), parcel, sealed, at
    except (KeyError, TypeError, ValueError, AttributeError, NotBase64, RecursionError) as error:
        raise BadInput("this is no parcel of a pack") from error
