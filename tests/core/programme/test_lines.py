"""A mistake in a file is named with its line; these are the lines."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.programme_file.lines import KeyPath, key_lines

TEXT = """\
# a comment = [with signs
top = "a # b = [c]"

[one]
first = 1 # [one.two]
dotted.key.deep = true
"quoted key" = 'it is \\'
inline = { x = 1, y = { z = [1, 2] } }

[one.two]
many = [
    "a", # ] not the end
    [1,
     2],
    { deep = 1 },
]
long = \"\"\"
[not.a.table]
not = "a key" \\\"""
\"\"\"\"\"
after = '''
key = 1'''
day = 2026-01-01 07:30:00

[[item]]
id = "a"

[[item]]
id = "b"
[item.inner]
x = 1
[[item.parts]]
n = 1
[[item.parts]]
n = 2
[ spaced . 'out' ]
x = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("one",), 4),
        (("one", "first"), 5),
        (("one", "dotted"), 6),
        (("one", "dotted", "key", "deep"), 6),
        (("one", "quoted key"), 7),
        (("one", "inline", "y", "z", 1), 8),
        (("one", "two"), 10),
        (("one", "two", "many"), 11),
        (("one", "two", "many", 0), 12),
        (("one", "two", "many", 1, 1), 14),
        (("one", "two", "many", 2, "deep"), 15),
        (("one", "two", "long"), 17),
        (("one", "two", "after"), 21),
        (("one", "two", "day"), 23),
        (("item", 0, "id"), 26),
        (("item", 1), 28),
        (("item", 1, "id"), 29),
        (("item", 1, "inner", "x"), 31),
        (("item", 1, "parts", 1), 34),
        (("item", 1, "parts", 1, "n"), 35),
        (("spaced", "out", "x"), 37),
    ],
)
def test_every_kind_of_key_is_found_on_its_line(path: KeyPath, line: int) -> None:
    assert key_lines(TEXT)[path] == line


def test_a_text_in_a_string_is_never_taken_for_a_key() -> None:
    lines = key_lines(TEXT)

    assert ("not",) not in lines
    assert {path for path in lines if path} == set(paths(tomllib.loads(TEXT)))


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key path the standard reader finds."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


scalars = st.sampled_from(
    [
        "1",
        "-2.5",
        "true",
        '"a\\"b]"',
        "'}'",
        '"\\u00e9\\\\"',
        "2026-01-01",
        '"""x\n"y" """',
        "''''a'''",
    ]
)
keys = st.sampled_from(["a", "b-1", '"c d"', "'e.f'", "g.h"])


def inline(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(st.sampled_from("pqr"), inner), max_size=2, unique_by=lambda p: p[0])
    return pairs.map(lambda ps: "{ " + ", ".join(f"{k} = {v}" for k, v in ps) + " }")


def flat(text: str) -> bool:
    return "\n" not in text


arrays = st.lists(scalars, max_size=3).map(lambda vs: "[\n" + ",\n".join(vs) + " # ]\n]")
values = st.one_of(scalars, arrays, inline(scalars.filter(flat)))
tables = st.lists(st.tuples(keys, values), max_size=4, unique_by=lambda pair: pair[0])


@given(st.lists(tables, max_size=4))
def test_the_walk_finds_the_very_keys_the_standard_reader_finds(
    parts: list[list[tuple[str, str]]],
) -> None:
    text = "".join(
        "[[t.u]]\n" + "".join(f"{key} = {value}\n" for key, value in pairs) for pairs in parts
    )

    found = {path for path in key_lines(text) if path}

    assert found == set(paths(tomllib.loads(text)))
