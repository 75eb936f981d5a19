"""What a field of a form offers to choose from, set when the form is made."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field `name` offer these: pairs of a value and its words, in this order.

    Raises TypeError for a field nobody chooses from, and KeyError where there is none: both are
    faults of the form, and show when it is first made.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} of {type(form).__name__} is a {type(field).__name__}")
    field.choices = list(choices)
