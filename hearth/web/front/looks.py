"""Every piece that pages are put together from, once. There only in a trial."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.errors import NotFound
from hearth.entry.guard import Visit, for_anybody

CHOICES = [("tonight", "Tonight"), ("week", "This week"), ("later", "Later")]
DAYS = ((date(2031, 5, 4), "The move, at 15:00"), (date(2031, 5, 11), "The first check"))


class EveryField(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="A line of text", help_text="What the field wants, in a line.")
    told = forms.CharField(label="Several lines of text", widget=forms.Textarea)
    when = forms.ChoiceField(label="One of a few", choices=CHOICES, widget=forms.RadioSelect)
    which = forms.MultipleChoiceField(
        label="Any of several", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    area = forms.ChoiceField(label="One of many", choices=CHOICES)


@for_anybody
@require_safe
def looks(request: Visit) -> HttpResponse:
    """The pieces, and the fields as they are when something is wrong. Raises NotFound outside."""
    if not request.running.demo:
        raise NotFound("the pieces are shown in a trial alone")
    form = EveryField({"told": "What was typed stays.", "when": "tonight", "area": "week"})
    return render(request, "front/looks.html", {"form": form, "dated": DAYS})
