"""A host's own home: rooms, what is there, who may stay, which days are free, tonight."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.homes import own_home as act
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import own_home as ask
from hearth.web.host import shown, wording
from hearth.web.host.forms import Days, HomeForm, Limits, YesOrNo
from hearth.web.inputs import stands_as_seen
from hearth.web.words import say


def _own(request: SignedVisit) -> ask.Own:
    return ask.own(by=request.by, service=request.running.service, now=request.now)


def _to(name: str, done: Word) -> HttpResponse:
    return back_to(name, done=done)


@only_for(Audience.HOST)
@require_safe
def homes(request: SignedVisit) -> HttpResponse:
    """Their homes, and who may stay, as they are written down."""
    own = _own(request)
    page = {
        "homes": own.homes,
        "features": {code: say(words) for code, words in wording.FEATURES.items()},
        "done": shown.done(request.GET.get("done", "")),
    }
    return render(request, "host/homes.html", page)


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: SignedVisit, home: UUID) -> HttpResponse:
    """Change the rooms of a home, and what is there."""
    found = _own(request).home(home)
    form = HomeForm(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid() and stands_as_seen(form):
        told = form.told()
        service = request.running.service
        act.change_home(home_id=home, told=told, by=request.by, service=service, now=request.now)
        return _to("host:homes", "home")
    return render(request, "host/home.html", {"home": found, "form": form})


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: SignedVisit) -> HttpResponse:
    """Change who may stay, and which languages are spoken."""
    own = _own(request)
    posted = request.POST if request.method == "POST" else None
    form = Limits(posted, own.accepts, own.languages)
    if request.method == "POST" and form.is_valid() and stands_as_seen(form):
        act.change_limits(
            accepts=form.accepts(),
            languages=form.spoken(),
            by=request.by,
            service=request.running.service,
            now=request.now,
        )
        return _to("host:homes", "limits")
    return render(request, "host/limits.html", {"form": form})


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: SignedVisit, home: UUID) -> HttpResponse:
    """The calendar of a home: free days, and more of them or fewer."""
    found = _own(request).home(home)
    form = Days(request.POST) if request.method == "POST" else Days()
    if request.method == "POST" and form.is_valid():
        change = act.open_days if form.cleaned_data["free"] == "yes" else act.close_days
        service = request.running.service
        change(home_id=home, days=form.days(), by=request.by, service=service, now=request.now)
        return back_to("host:days", home, done="days")
    page = {"home": found, "form": form, "done": shown.done(request.GET.get("done", ""))}
    return render(request, "host/days.html", page | {"today": request.now.date()})


@only_for(Audience.HOST)
@require_POST
def tonight(request: SignedVisit, home: UUID) -> HttpResponse:
    """One press: whether somebody could come tonight."""
    form = YesOrNo(request.POST)
    if not form.is_valid():
        raise BadInput("press yes or no")
    service = request.running.service
    act.say_tonight(home_id=home, can=form.yes, by=request.by, service=service, now=request.now)
    return _to("host:begin", "tonight")
