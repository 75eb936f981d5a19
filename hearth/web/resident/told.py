"""What they told of themselves: read back, changed, and said to be right by them alone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import intake
from hearth.actions import own as act
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.intake import OwnWords
from hearth.core.person import Feature
from hearth.entry import handover
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.own import told as ask
from hearth.queries.own.told import Told
from hearth.web.inputs import stands_as_seen
from hearth.web.resident import forms, shown_told, wording
from hearth.web.resident.fields import sent
from hearth.web.telling.fields import language_name

ASK = ["GET", "HEAD", "POST"]
Save = Callable[[UUID, dict[str, Any]], None]


@only_for(Audience.RESIDENT)
@require_safe
def told(request: SignedVisit) -> HttpResponse:
    """Everything they told, to read back."""
    found = ask.told(by=request.by, now=request.now)
    said = {
        "told": found,
        "about": shown_told.about(found.about),
        "spoken": _spoken(found),
        "needs": [wording.feature(one) for one in found.needs],
        "refused": [wording.feature(one) for one in found.refused],
        "kinds": [wording.place(one) for one in found.refused_kinds],
        "titles": {one.id: one.title for one in found.kinds},
        "done": request.GET.get("done", ""),
    }
    return render(request, "resident/told.html", said)


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def needs(request: SignedVisit) -> HttpResponse:
    """What a home must have, and what they speak."""
    found = ask.told(by=request.by, now=request.now)
    initial = {"features": found.needs, "languages": ", ".join(_spoken(found))}
    form = forms.Needs(sent(request), initial=initial)

    def save(case: UUID, typed: dict[str, Any]) -> None:
        kept = set(found.needs) - set(wording.NEEDED)
        features = {*map(Feature, typed["features"]), *kept}
        act.need(
            case=case,
            features=features,
            languages=typed["languages"],
            by=request.by,
            now=request.now,
        )

    return _asked(request, form, "resident/needs.html", found, save)


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def refusals(request: SignedVisit) -> HttpResponse:
    """What they refuse, and need no reason for."""
    found = ask.told(by=request.by, now=request.now)
    areas = "\n".join(found.refused_areas)
    initial = {"features": found.refused, "kinds": found.refused_kinds, "areas": areas}
    form = forms.Refusals(sent(request), places=found.places, initial=initial)

    def save(case: UUID, typed: dict[str, Any]) -> None:
        features = set(found.refused) - set(wording.REFUSED)
        kinds = set(found.refused_kinds) - set(found.places)
        act.refuse(
            case=case,
            features={*map(Feature, typed["features"]), *features},
            kinds={*typed["kinds"], *kinds},
            areas=typed["areas"],
            by=request.by,
            now=request.now,
        )

    return _asked(request, form, "resident/refusals.html", found, save)


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def away(request: SignedVisit) -> HttpResponse:
    """Who must not find them. Names are added, and none is taken out."""
    found = ask.told(by=request.by, now=request.now)
    form = forms.Away(sent(request))

    def save(case: UUID, typed: dict[str, Any]) -> None:
        act.keep_away(
            case=case,
            names=typed["names"],
            by=request.by,
            service=request.running.service,
            now=request.now,
        )

    return _asked(request, form, "resident/away.html", found, save)


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def words(request: SignedVisit) -> HttpResponse:
    """Needs, fears and refusals in their own words."""
    found = ask.told(by=request.by, now=request.now)
    said = {name: "\n".join(getattr(found.words, name)) for name in ("needs", "fears", "refusals")}
    form = forms.OwnWords(sent(request), initial=said)

    def save(case: UUID, typed: dict[str, Any]) -> None:
        own = OwnWords(**{name: (text,) if text else () for name, text in typed.items()})
        intake.say(case=case, words=own, by=request.by, now=request.now)

    return _asked(request, form, "resident/words.html", found, save)


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def period(request: SignedVisit) -> HttpResponse:
    """A period in which they need more care."""
    found = ask.told(by=request.by, now=request.now)
    own = [kind for kind in found.kinds if kind.entered_by is Audience.RESIDENT]
    form = forms.Period(sent(request), kinds=own)

    def save(case: UUID, typed: dict[str, Any]) -> None:
        act.add_period(case=case, period=form.period, by=request.by, now=request.now)

    return _asked(request, form, "resident/period.html", found, save)


def _asked(
    request: SignedVisit, form: django_forms.Form, template: str, found: Told, save: Save
) -> HttpResponse:
    """A question of the four: shown, or saved and back to what was told."""
    if request.method == "POST" and form.is_valid() and stands_as_seen(form):
        save(found.case, form.cleaned_data)
        return _back("kept")
    return render(request, template, {"form": form, "told": found})


@only_for(Audience.RESIDENT)
@require_POST
def drop(request: SignedVisit) -> HttpResponse:
    """Take a period out again. One that is out already changes nothing."""
    found = ask.told(by=request.by, now=request.now)
    named = request.POST.get("period", "")
    for one in found.periods:
        if f"{one.kind} {one.first}" == named:
            act.drop_period(case=found.case, period=one, by=request.by, now=request.now)
    return _back("kept")


@only_for(Audience.RESIDENT)
@require_POST
def right(request: SignedVisit) -> HttpResponse:
    """They say that what is written down is right. Said twice, it is right."""
    found = ask.told(by=request.by, now=request.now)
    if not found.may_confirm:
        raise RuleBroken("this waits for no word of yours now; it is as you left it")
    intake.confirm(case=found.case, by=request.by, now=request.now)
    return _given_back(request) if request.handed_over else _back("right")


@only_for(Audience.RESIDENT)
@require_POST
def not_yet(request: SignedVisit) -> HttpResponse:
    """Not yet: nothing is said, and nothing changes."""
    if request.handed_over:
        return _given_back(request)
    return HttpResponseRedirect(reverse("resident:begin"))


def _given_back(request: SignedVisit) -> HttpResponse:
    """On a lent device it ends here, and the device goes back."""
    return handover.end(request, HttpResponseRedirect(reverse("front:back")))


def _spoken(found: Told) -> list[str]:
    return sorted(map(language_name, found.languages))


def _back(done: Word) -> HttpResponse:
    return back_to("resident:told", done=done)
