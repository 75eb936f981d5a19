"""What was done is said once, on the page that an act leads back to."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from hearth.entry.done import Word

WEB = Path("hearth/web")
WORDS = frozenset(get_args(Word))
AUDIENCES = sorted({path.parent for path in WEB.glob("*/urls.py")})
QUOTED = re.compile(r'"([a-z_-]+)"')


@cache
def trees(folder: Path) -> list[ast.Module]:
    return [ast.parse(path.read_text()) for path in folder.rglob("*.py")]


def takers(tree: ast.Module) -> Iterator[str]:
    """Functions that are given such a word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given = [*node.args.args, *node.args.kwonlyargs]
            if any(
                isinstance(one.annotation, ast.Name) and one.annotation.id == "Word"
                for one in given
            ):
                yield node.name


def words_in(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and one.value in WORDS:
            yield str(one.value)


def sent(folder: Path) -> set[str]:
    """Words that acts of this audience end in."""
    found: set[str] = set()
    all_ = trees(folder)
    names = {"back_to", *(name for tree in all_ for name in takers(tree))}
    for tree in all_:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                found.update(word for one in (*node.args, *node.keywords) for word in words_in(one))
            if isinstance(node, ast.AnnAssign) and "Word" in ast.unparse(node.annotation):
                found.update(words_in(node.value) if node.value else ())
            if isinstance(node, ast.FunctionDef) and getattr(node.returns, "id", "") == "Word":
                given = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
                found.update(word for one in given if one is not None for word in words_in(one))
    return found


def shown(folder: Path) -> set[str]:
    """Words for which pages of this audience have a sentence."""
    texts = [path.read_text() for path in folder.rglob("*.html")]
    in_pages = {word for text in texts for word in QUOTED.findall(text)}
    in_tables = {
        word
        for tree in trees(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict | ast.Compare)
        for key in (node.keys if isinstance(node, ast.Dict) else node.comparators)
        if isinstance(key, ast.Constant)
        for word in words_in(key)
    }
    return in_pages | in_tables


@pytest.mark.parametrize("folder", AUDIENCES, ids=lambda folder: folder.name)
def test_whatever_an_act_leads_back_to_says_what_was_done(folder: Path) -> None:
    assert sent(folder) <= shown(folder)


def test_no_word_is_kept_that_no_act_ends_in() -> None:
    assert set[str]().union(*map(sent, AUDIENCES)) == WORDS


def test_every_act_leads_back_in_one_way() -> None:
    own = Path("hearth/entry/done.py")
    others = [path for path in Path("hearth").rglob("*.py") if "?done=" in path.read_text()]

    assert others == [own]
