"""When a host is written to, by which clock, and in which language."""

from datetime import time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.telling import reach as act
from hearth.core.audience import Audience
from hearth.core.reach import HostHours
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.telling import reach as ask
from hearth.web.lazily import later as _
from hearth.web.offered import offer
from hearth.web.telling.clocks import clocks
from hearth.web.words import LANGUAGES, say

WRONG = {"required": _("Choose from the list"), "invalid_choice": _("Choose from the list")}


class Hours(forms.Form):
    """Two hours or none, a clock, a language."""

    first_hour = forms.ChoiceField(label=_("Not before"), required=False, error_messages=WRONG)
    last_hour = forms.ChoiceField(label=_("Not after"), required=False, error_messages=WRONG)
    zone = forms.ChoiceField(label=_("By which clock?"), required=False, error_messages=WRONG)
    language = forms.ChoiceField(
        label=_("In which language?"), choices=list(LANGUAGES.items()), error_messages=WRONG
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        some = [("", say("any hour")), *((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))]
        offer(self, "first_hour", some)
        offer(self, "last_hour", some)
        offer(self, "zone", clocks(say("The same as ours")))

    def clean(self) -> dict[str, Any]:
        """Both hours, or neither."""
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first_hour"), told.get("last_hour")
        if bool(first) != bool(last) or (first and first == last):
            self.add_error("last_hour", say("Choose two different hours, or none"))
        return told

    @property
    def said(self) -> HostHours:
        """What was said."""
        told = self.cleaned_data
        return HostHours(
            first_hour=_hour(told["first_hour"]),
            last_hour=_hour(told["last_hour"]),
            language=told["language"],
            zone=told["zone"],
        )


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: SignedVisit) -> HttpResponse:
    """What holds now, and what is to hold."""
    now_is = ask.hours(by=request.by, now=request.now)
    posted = request.POST if request.method == "POST" else None
    form = Hours(posted, initial=_typed(now_is))
    if request.method == "POST" and form.is_valid():
        act.say_hours(hours=form.said, by=request.by, now=request.now)
        return back_to("host:hours", done="said")
    page = {
        "form": form,
        "done": request.GET.get("done", ""),
        "restored_on": ask.hours_of_a_copy(by=request.by),
    }
    return render(request, "host/hours.html", page)


def _typed(said: HostHours) -> dict[str, str]:
    named = {"first_hour": said.first_hour, "last_hour": said.last_hour}
    hours_ = {name: f"{hour:%H:%M}" if hour else "" for name, hour in named.items()}
    return {**hours_, "zone": said.zone, "language": said.language}


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
