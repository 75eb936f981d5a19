"""A list of hosts brought in: sent, its columns named, its rows looked at, entered."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.exchange import uploads as act
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.core.programme_file import bundled
from hearth.entry import leaving
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.entry.uploads import is_too_big
from hearth.queries.homes import hosts as register
from hearth.queries.homes import uploads as ask
from hearth.web.caseworker.hosts.forms import Columns, Sent
from hearth.web.words import say


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: SignedVisit) -> HttpResponse:
    """Send a list, or go on with one."""
    form = _sent(request)
    if request.method == "POST" and form.is_valid() and (upload := _read(request, form)):
        return HttpResponseRedirect(reverse("caseworker:list", args=[upload]))
    waiting = ask.waiting(by=request.by, now=request.now)
    return render(request, "caseworker/hosts/lists.html", {"form": form, "waiting": waiting})


def _sent(request: SignedVisit) -> Sent:
    names = list({one.name: one.title for one in bundled()}.items())
    if request.method != "POST":
        used = register.chosen("", now=request.now).name
        return Sent(programmes=names, initial={"register": "hosts", "programme": used})
    form = Sent(request.POST, request.FILES, programmes=names)
    if is_too_big(request):
        form.errors["file"] = form.error_class(
            [say("The file is bigger than 10 MB. Send it in parts, or without pictures.")]
        )
    return form


def _read(request: SignedVisit, form: Sent) -> UUID | None:
    said = form.cleaned_data
    try:
        return act.send(
            name=said["file"].name,
            content=said["file"].read(),
            register=said["register"],
            programme=said["programme"],
            by=request.by,
            now=request.now,
        )
    except BadInput as wrong:
        form.add_error("file", str(wrong))
        return None


@only_for(Audience.CASEWORKER)
@require_safe
def look(request: SignedVisit, upload: UUID) -> HttpResponse:
    """The columns of a list, and what is wrong in which row."""
    found = ask.look(upload, by=request.by, now=request.now)
    words = {"list": found, "form": Columns(columns=found.columns), "changed": False}
    return render(request, "caseworker/hosts/list.html", words)


@only_for(Audience.CASEWORKER)
@require_POST
def columns(request: SignedVisit, upload: UUID) -> HttpResponse:
    """Say which column is which."""
    found = ask.look(upload, by=request.by, now=request.now)
    form = Columns(request.POST, columns=found.columns)
    if not form.is_valid():
        words = {"list": found, "form": form, "changed": True}
        return render(request, "caseworker/hosts/list.html", words)
    act.name_columns(upload=upload, mapping=form.mapping(), by=request.by, now=request.now)
    return HttpResponseRedirect(reverse("caseworker:list", args=[upload]) + "#rows")


@only_for(Audience.CASEWORKER)
@require_POST
def enter(request: SignedVisit, upload: UUID) -> HttpResponse:
    """Enter its hosts: all of them, or the right rows alone where that was chosen."""
    only_right = request.POST.get("rows") == "right"
    if act.enter(upload=upload, only_right=only_right, by=request.by, now=request.now):
        return back_to("caseworker:hosts", done="entered")
    return HttpResponseRedirect(reverse("caseworker:list", args=[upload]))


@only_for(Audience.CASEWORKER)
@require_POST
def throw_away(request: SignedVisit, upload: UUID) -> HttpResponse:
    """Shred a list."""
    act.throw_away(upload=upload, by=request.by, now=request.now)
    return HttpResponseRedirect(reverse("caseworker:lists"))


@only_for(Audience.CASEWORKER)
@require_safe
def to_mend(request: SignedVisit, upload: UUID) -> HttpResponse:
    """The rows that are wrong, with what is wrong in a last column."""
    is_text, content = ask.to_mend(upload, by=request.by, now=request.now)
    name = "rows.csv" if is_text else "rows.xlsx"
    asked = Asked(what=Leaves.ROWS, content=content, name=name, on=request.now.date())
    return leaving.hand_out(let_out(asked))
