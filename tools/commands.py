"""Every command, and in whose hands it does what: python3 run.py commands.

Read from the tree of commands that the program itself goes by, so that none is left out.
"""

import sys
from collections.abc import Iterator, Sequence

from tools import inside

NOBODY = "NOBODY HAS SAID"
SIGNS = {"runs": "r", "asks for the passphrase": "a", "refuses": "-"}


def every() -> list[str]:
    """The words of all commands, as they are typed."""
    import typer

    from hearth.cli.main import app

    return sorted(_under(typer.main.get_command(app), ""))


def _under(command: object, words: str) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield words
        return
    for name, one in below.items():
        yield from _under(one, f"{words} {name}".strip())


def main(words: Sequence[str]) -> int:
    """Print them; 1 where somebody forgot to say what a command may do."""
    status = inside.go_on("commands", words, needs="typer", kind="runtime")
    return _printed(every()) if status is None else status


def _printed(found: Sequence[str]) -> int:
    from hearth.core.commands import TABLE, Command, Hands, KeyFile, answers, opens

    known = {one.value: one for one in Command}
    widest = max(map(len, found))
    for number, hands in enumerate(Hands, start=1):
        print(f"{number}  {hands}")
    print(f"\n{'':<{widest}}  {' '.join(map(str, range(1, len(Hands) + 1)))}")
    for words in found:
        if words in known:
            cells = " ".join(SIGNS[answers(known[words], hands)] for hands in Hands)
            print(f"{words:<{widest}}  {cells}  {', '.join(sorted(TABLE[known[words]].keys))}")
        else:
            print(f"{words:<{widest}}  {NOBODY}")
    print("\nr runs   a asks for the passphrase of the key files named   - refuses\n")
    for key in KeyFile:
        told = ", ".join(sorted(opens(frozenset({key})))) or "no fact"
        print(f"{key} opens at most {told}")
    return 0 if set(found) <= set(known) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
