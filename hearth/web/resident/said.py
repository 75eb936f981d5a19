"""What was written down of their own talks: behind one press, and hidden for good on a page
of its own."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hearth.actions import own as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.own import said as ask


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def said(request: SignedVisit) -> HttpResponse:
    """Are you alone? Only their yes shows it, and no address in the history shows it again.

    Shown in answer to the form and not behind a redirect for that reason; it changes nothing.
    """
    ask.must_be_there(by=request.by)
    found = None
    if request.method == "POST":
        found = ask.said(by=request.by, now=request.now)
    return render(request, "resident/talks/said.html", {"found": found})


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: SignedVisit) -> HttpResponse:
    """What hiding means, and then their yes or no. After the yes it stands on none of their pages.

    It cannot be taken back, and so takes two presses: a thumb that slips hides nothing.
    """
    match request.POST.get("hide"):
        case "yes":
            act.hide_said(by=request.by, now=request.now)
            return back_to("resident:begin", done="hidden")
        case "no":
            return redirect("resident:begin")
    ask.must_be_there(by=request.by)
    return render(request, "resident/talks/hide.html")
