"""Two holders of recovery at this machine: a drill, or the service opened again.

Open to anybody, and useless without two sheets. There only once a service is in use.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.keys import installation, service
from hearth.core.errors import BadInput, HearthError, InvalidValue, NotFound, RuleBroken, Sealed
from hearth.entry import running
from hearth.entry.guard import Visit, for_anybody
from hearth.web.front.forms import Recover, RecoverFor
from hearth.web.words import say


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Visit) -> HttpResponse:
    """Type two sheets: to try them, or to open the service for new first people."""
    if request.running.demo or not service.is_in_use():
        raise NotFound("nothing can be recovered here")
    if request.method != "POST":
        return _show(request, RecoverFor())
    drill = request.POST.get("do") == "drill"
    form = Recover(request.POST) if drill else RecoverFor(request.POST)
    if not form.is_valid():
        return _show(request, RecoverFor(request.POST)) if not drill else _again(request, form)
    try:
        return _drilled(request, form) if drill else _recovered(request, form)
    except (BadInput, InvalidValue, RuleBroken) as error:
        form.add_error("first", _sentence(error))
    except Sealed:
        form.add_error("first", say("These two sheets do not open anything here together"))
    return _again(request, form)


def _sentence(error: HearthError) -> str:
    said = str(error)
    return say(said[:1].upper() + said[1:])


def _show(request: Visit, form: Recover, *, held: bool = False) -> HttpResponse:
    shown = {"form": form, "held": held}
    return render(request, "front/recover.html", shown)


def _again(request: Visit, form: Recover) -> HttpResponse:
    """The whole page with what was wrong; what a drill does not ask for is left alone."""
    whole = RecoverFor(request.POST)
    whole.errors.clear()
    for name, errors in form.errors.items():
        for error in errors:
            whole.add_error(name, str(error))
    return _show(request, whole)


def _sheets(form: Recover) -> list[str]:
    return [form.cleaned_data["first"], form.cleaned_data["second"]]


def _drilled(request: Visit, form: Recover) -> HttpResponse:
    if not installation.drill(sheets=_sheets(form), now=request.now):
        raise Sealed("these sheets do not open every circle")
    return _show(request, RecoverFor(), held=True)


def _recovered(request: Visit, form: Recover) -> HttpResponse:
    given = form.cleaned_data
    done = installation.recover(
        folder=request.running.folder,
        sheets=_sheets(form),
        passphrase=given["passphrase"],
        names=(given["caseworker"], given["lead"]),
        now=request.now,
    )
    running.begin(request.running.folder, done.program, demo=False, clock=request.running.clock)
    return render(request, "front/recovered.html", {"first": done.first})
