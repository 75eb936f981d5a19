"""Templates: what nobody gave is a mistake, but for what GOV.UK's macros merely ask for."""

import pytest
from jinja2 import UndefinedError

from hearth.web.environment import environment


def test_a_name_that_nobody_gave_is_a_mistake() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()
    with pytest.raises(UndefinedError):
        environment().from_string("{% if nobody %}{% endif %}").render()


def test_a_field_that_a_value_does_not_have_is_a_mistake() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ one.name }}").render(one=object())


def test_a_word_left_out_of_a_macros_dictionary_is_none() -> None:
    said = environment().from_string("{% if one.word %}yes{% else %}no{% endif %}")

    assert said.render(one={}) == "no"
