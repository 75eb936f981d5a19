"""A printed code for a resident or a host: given, shown once, printed."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.keys import sign_in
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.entry import session
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.keys.sign_in import holder_of_code
from hearth.web.sheet import how_to_use, picture
from hearth.web.words import say


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedVisit, to: UUID) -> HttpResponse:
    """Ask first, for the code before stops working; then make the new one."""
    holder = holder_of_code(to, by=request.by, now=request.now)
    if request.method == "POST":
        if request.running.demo:
            raise RuleBroken(say("In a trial nobody needs a code: enter as them."))
        code = sign_in.give_code(to=to, by=request.by, now=request.now)
        session.keep(request, given={"to": to.hex, "code": code})
        return HttpResponseRedirect(reverse("caseworker:sheet", args=[to]))
    return render(request, "caseworker/code.html", {"holder": holder})


@only_for(Audience.CASEWORKER)
@require_safe
def sheet(request: SignedVisit, to: UUID) -> HttpResponse:
    """The sheet to print: the code and nothing that tells what it is for."""
    given = session.kept(request, "given") or {}
    if given.get("to") != to.hex:
        holder_of_code(to, by=request.by, now=request.now)  # of nobody there is no page
        return HttpResponseRedirect(reverse("caseworker:code", args=[to]))
    code = given["code"]
    shown = {"code": code, "picture": picture(code), "how": how_to_use(), "to": to}
    return render(request, "caseworker/sheet.html", shown)
