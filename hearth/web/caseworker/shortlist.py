"""The shortlist: the best homes with their reasons, side by side, and why not another."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions import shortlist as act
from hearth.core.audience import Audience
from hearth.core.errors import NotFound, RuleBroken
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import compare as ask_compare
from hearth.queries.casework import shortlist as ask
from hearth.queries.casework.head import head_alone
from hearth.queries.casework.homes import told_home
from hearth.queries.matching import changes
from hearth.queries.matching import why_not as ask_why
from hearth.web.caseworker.pages import show, then
from hearth.web.caseworker.stage_forms import USUAL, AskForm, MakeForm, MoreForm


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def shortlist(request: SignedVisit, case: UUID) -> HttpResponse:
    """The latest shortlist of a case; posting makes it anew."""
    form = MakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act.make(
            case=case,
            by=request.by,
            now=request.now,
            leave_homes=form.cleaned_data["leave_homes"] == "yes",
            desk=request.running.desk,
        )
        return then("shortlist", case, "made")
    against = request.running.desk.against
    shown = ask.shown(case=case, against=against, by=request.by, now=request.now)
    values = {"shown": shown, "form": form}
    return show(request, "shortlist", shown.head, "shortlist", values)


@only_for(Audience.CASEWORKER)
@require_safe
def compare(request: SignedVisit, case: UUID) -> HttpResponse:
    """Two to four homes side by side."""
    register = request.running.desk.register(request.now)
    homes = [_id(text) for text in request.GET.getlist("home")]
    try:
        found = ask_compare.compared(
            case=case, homes=homes, register=register, by=request.by, now=request.now
        )
    except RuleBroken:
        against = request.running.desk.against
        shown = ask.shown(case=case, against=against, by=request.by, now=request.now)
        values = {"shown": shown, "form": MakeForm(), "choose": True, "chosen": homes}
        return show(request, "shortlist", shown.head, "shortlist", values)
    return show(request, "compare", found.head, "shortlist", {"found": found})


@only_for(Audience.CASEWORKER)
@require_safe
def why_not(request: SignedVisit, case: UUID) -> HttpResponse:
    """Homes to ask of; and of the one that was chosen, why it is not the one."""
    register = request.running.desk.register(request.now)
    form = AskForm(request.GET)
    entered = form.cleaned_data if form.is_valid() else {}
    asked = ask.homes_to_ask_of(
        case=case,
        area=entered.get("area", ""),
        number=entered.get("number", ""),
        page=entered.get("page") or 1,
        register=register,
        by=request.by,
        now=request.now,
    )
    values = {"asked": asked, "form": form, "why": None, "home": None}
    if "home" in request.GET:
        home = _id(request.GET["home"])
        values["home"] = told_home(register.home(home))
        values["why"] = ask_why.at_desk(
            case=case,
            home=home,
            by=request.by,
            now=request.now,
            register=register,
            best=request.running.desk.best,
        )
    return show(request, "why_not", asked.head, "shortlist", values)


@only_for(Audience.CASEWORKER)
@require_safe
def opens_more(request: SignedVisit, case: UUID) -> HttpResponse:
    """Single changes that would open more homes to this party."""
    form = _more(request)
    more = form.cleaned_data["more"] if form.is_valid() else USUAL
    register = request.running.desk.register(request.now)
    found = changes.opening(case=case, more=more, by=request.by, now=request.now, register=register)
    head = head_alone(case=case, by=request.by, now=request.now)
    values = {"found": found, "form": form, "more": more}
    return show(request, "opens_more", head, "shortlist", values)


def _more(request: HttpRequest) -> MoreForm:
    return MoreForm(request.GET if "more" in request.GET else {"more": USUAL})


def _id(text: str) -> UUID:
    """The id of a home as an address has it. Raises NotFound for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("no such record") from None
