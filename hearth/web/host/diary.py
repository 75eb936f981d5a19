"""A host's diary: theirs and the office's, never the guest's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.homes import diary as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import diary as ask
from hearth.web.host import shown
from hearth.web.host.forms import Entry


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def diary(request: SignedVisit) -> HttpResponse:
    """Write an entry; read those before."""
    form = Entry(request.POST) if request.method == "POST" else Entry()
    if request.method == "POST" and form.is_valid():
        act.write(note=form.note(), by=request.by, now=request.now)
        return back_to("host:diary", done="diary")
    found = ask.own(by=request.by, now=request.now)
    page = {
        "form": form,
        "entries": found.first,
        "more": found.count - len(found.first),
        "done": shown.done(request.GET.get("done", "")),
    }
    return render(request, "host/diary.html", page)
