"""The programmes: their rules in words with each source, and what other rules would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.views.decorators.http import require_http_methods, require_safe

from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.core.programme import Part, Programme, Rule
from hearth.core.programme_diff import Told, values_told
from hearth.core.programme_file import bundled, load
from hearth.core.rules import HARD_RULES
from hearth.engine.explain import said
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import rules as ask
from hearth.web.offered import offer
from hearth.web.words import say

_ = lazy(say, str)
MOST_BYTES = 500_000
KINDS = {
    "Rule": _("Hard rules"),
    "Assessment": _("Assessments"),
    "Requirement": _("Vetting"),
    "Recurrence": _("Checks and what else falls due"),
    "SensitiveKind": _("Sensitive periods"),
    "PlacementRules": _("Placement"),
    "ConsentRules": _("Consent"),
    "IntroductionRules": _("Introduction"),
    "DeclineRules": _("When somebody says no"),
    "PermanenceRules": _("Permanence"),
    "ConcernDeadlines": _("Concerns: by when"),
    "ComplaintHearing": _("Concerns: who hears a complaint, and by when"),
    "Consequence": _("Concerns: what follows"),
    "ContactRules": _("Contact, where the person has said nothing"),
    "Retention": _("How long records are kept"),
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One rule of a programme: its words, the reason behind it, and each value with its source."""

    title: str
    why: str
    values: tuple[Told, ...]


def shown(programme: Programme) -> Iterator[tuple[str, list[ShownPart]]]:
    """The parts of a programme by their kind, in words."""
    why = {one.name: one.why for one in HARD_RULES}
    for kind, words in KINDS.items():
        parts = [
            ShownPart(_title(part), why.get(getattr(part, "name", ""), ""), values_told(part))
            for part in programme.parts()
            if _kind(part) == kind
        ]
        if parts:
            yield str(words), parts


def _kind(part: Part) -> str:
    return "Rule" if isinstance(part, Rule) else type(part).__name__


def _title(part: Part) -> str:
    named = part.name if isinstance(part, Rule) else part.id
    title = str(getattr(part, "title", "")) or named.replace("_", " ").replace("-", " ")
    return title[:1].upper() + title[1:]


class Other(forms.Form):
    """The rules to compare with: another version that is here, or a file."""

    ref = forms.ChoiceField(label=_("Another programme or version"), required=False)
    file = forms.FileField(
        label=_("Or a file with the new rules"),
        required=False,
        help_text=_("TOML, at most 500 kB. Nothing of it is kept."),
        error_messages={"empty": _("The file is empty; choose another")},
    )

    def __init__(self, *words: Any, but: str, **how: Any) -> None:
        super().__init__(*words, **how)
        others = [(one.ref, f"{one.title} ({one.ref})") for one in bundled() if one.ref != but]
        offer(self, "ref", [("", _("None")), *others])

    def clean(self) -> dict[str, Any]:
        """One of the two is there, and the file is a programme."""
        sent = self.cleaned_data.get("file")
        if sent is None and not self.cleaned_data.get("ref") and not self.errors:
            self.add_error("ref", str(_("Choose another version, or a file")))
        if sent is not None:
            self._read(sent.name, sent.read(MOST_BYTES + 1))
        return self.cleaned_data

    def _read(self, name: str, content: bytes) -> None:
        try:
            if len(content) > MOST_BYTES:
                raise BadInput(str(_("The file is bigger than 500 kB, and no programme is.")))
            self.cleaned_data["programme"] = load(content.decode("utf-8"), name=name)
        except BadInput as wrong:
            self.add_error("file", str(wrong))
        except UnicodeDecodeError:
            self.add_error("file", str(_("The file is not text in UTF-8; save it so")))

    def programme(self) -> Programme:
        """The other rules, once checked."""
        read: Programme | None = self.cleaned_data.get("programme")
        return read or ask.one(self.cleaned_data["ref"])


@only_for(Audience.CASEWORKER)
@require_safe
def programmes(request: SignedVisit) -> HttpResponse:
    """Every programme that is here."""
    found = ask.listed(now=request.now)
    return render(request, "caseworker/rules/all.html", {"programmes": found})


@only_for(Audience.CASEWORKER)
@require_safe
def programme(request: SignedVisit, ref: str) -> HttpResponse:
    """One version: its rules in words, each value with its source."""
    found = ask.one(ref)
    words = {"programme": found, "groups": list(shown(found))}
    return render(request, "caseworker/rules/one.html", words)


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedVisit, ref: str) -> HttpResponse:
    """What other rules would do. A question: nothing is changed, so it is answered at once."""
    old = ask.one(ref)
    form = Other(request.POST or None, request.FILES or None, but=ref)
    words: dict[str, object] = {"programme": old, "form": form, "found": None, "said": said}
    if request.method == "POST" and form.is_valid():
        words["new"] = new = form.programme()
        words["found"] = ask.change(old, new, by=request.by, now=request.now)
    return render(request, "caseworker/rules/other.html", words)
