"""Measured promises: `python -m bench WORD [...]`; without a word, the list of words."""

import ast
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

WORDS = (
    "engine",
    "shortlist",
    "candidates",
    "desk",
    "doors",
    "now",
    "upkeep",
    "beds",
    "gap",
    "shards",
    "stable",
    "rounds",
    "seal",
    "rotation",
    "due",
    "pages",
    "load",
)


def there() -> list[str]:
    """The words whose file is here."""
    return [word for word in WORDS if (Path(__file__).parent / f"{word}.py").exists()]


def told(word: str) -> str:
    """The first line of what a measurement says of itself."""
    source = (Path(__file__).parent / f"{word}.py").read_text("utf-8")  # not run: peers may lack
    return (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]


def main(words: Sequence[str]) -> int:
    """List the words, or measure what the first one says."""
    if not words or words[0] not in there():
        for word in there():
            print(f"python3 run.py bench {word:11} {told(word)}")
        return 0 if not words else 2
    sys.argv = [f"bench {words[0]}", *words[1:]]
    runpy.run_module(f"bench.{words[0]}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
