"""What is typed on the way in: the shape of it, and each field's own sentence."""

from typing import Any

from django import forms

from hearth.core.sign_in import LONGEST
from hearth.web.lazily import later as _

SHEET_LONGEST = 2_000


def _line(label: Any, missing: Any, longest: int = 200, **more: Any) -> forms.CharField:
    too_long = _("This is longer than anything that can be right")
    wrong = {"required": missing, "max_length": too_long}
    return forms.CharField(label=label, max_length=longest, error_messages=wrong, **more)


def _secret(label: Any, missing: Any, **more: Any) -> forms.CharField:
    return _line(label, missing, LONGEST, widget=forms.PasswordInput, strip=False, **more)


class SignIn(forms.Form):
    """By a name and a secret, or by a printed code alone the first time."""

    name = _line(_("Your sign-in name, or the code on your sheet"), _("Enter your name or code"))
    secret = _secret(
        _("Your own secret"),
        "",
        required=False,
        help_text=_("Leave this empty if you come with a new sheet."),
    )


class Choose(forms.Form):
    """A secret of one's own, twice."""

    secret = _secret(_("Your new secret"), _("Enter a secret of your own"))
    again = _secret(_("The same once more"), _("Enter it once more, so that no slip locks you out"))

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        found = super().clean() or {}
        if "secret" in found and "again" in found and found["secret"] != found["again"]:
            self.add_error("again", _("This is not the same as above"))
        return found


class Change(Choose):
    """Another secret, by whoever knows the one before."""

    old = _secret(_("Your secret until now"), _("Enter the secret you have used until now"))
    field_order = ("old", "secret", "again")


class Code(forms.Form):
    """A one-time code, or a spare one."""

    code = _line(_("The code"), _("Enter the code that your app shows, or a spare code"), 20)


class Enrol(forms.Form):
    """The secret again, before something that lasts."""

    secret = _secret(_("Your secret"), _("Enter your secret"))


class Recover(forms.Form):
    """Two recovery sheets, as they are typed off the paper."""

    first = forms.CharField(
        label=_("One holder's sheet"),
        max_length=SHEET_LONGEST,
        widget=forms.Textarea,
        help_text=_("The holder's number on one line, and the key that begins with H1 on another."),
        error_messages={"required": _("Type the first sheet")},
    )
    second = forms.CharField(
        label=_("Another holder's sheet"),
        max_length=SHEET_LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("Type the second sheet")},
    )


class RecoverFor(Recover):
    """And for whom: a passphrase of the key files, and the first two people."""

    passphrase = _secret(
        _("A new passphrase for the key files"), _("Enter a passphrase of 15 characters or more")
    )
    caseworker = _line(_("A sign-in name for the caseworker"), _("Enter a name for the caseworker"))
    lead = _line(_("A sign-in name for the safeguarding lead"), _("Enter a name for the lead"))
