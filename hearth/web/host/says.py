"""Something is not right; and: all is well. Each one press away from every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.homes import host_says as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.web.host import shown
from hearth.web.host.forms import Says


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def says(request: SignedVisit) -> HttpResponse:
    """The two buttons. The page afterwards is the same for both, and lists nothing."""
    form = Says(request.POST) if request.method == "POST" else Says()
    if request.method == "POST" and form.is_valid():
        act.say_wrong(words=form.cleaned_data["words"], by=request.by, now=request.now)
        return _back()
    page = {"form": form, "done": shown.done(request.GET.get("done", ""))}
    return render(request, "host/says.html", page)


@only_for(Audience.HOST)
@require_POST
def well(request: SignedVisit) -> HttpResponse:
    """They say that all is well."""
    act.say_well(by=request.by, now=request.now)
    return _back()


def _back() -> HttpResponse:
    return back_to("host:says", done="said")
