"""What was asked in a talk by the form of that day, and what was answered, in words."""

from hearth.core.checks import Testimony
from hearth.core.errors import NotFound
from hearth.core.programme_file.questions import of
from hearth.core.questions import told


def answers(held: Testimony) -> list[tuple[str, str]]:
    """Questions and answers in the form's order; none where no form was used."""
    if not held.form:
        return []
    try:
        return list(told(of(held.form), held.answers))
    except NotFound:  # the form's file is gone; what was said is not
        return [(answer.link_id, answer.said) for answer in held.answers]
