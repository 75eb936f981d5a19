"""The walk as JSON for programs, or as a story for whoever reads along."""

import json
from collections.abc import Iterator, Mapping
from itertools import count

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from hearth.cli import say
from hearth.cli.walk.story import steps
from hearth.cli.walk.told import LOOKING, WalkStep
from hearth.cli.walk.world import BEGINS_ON
from hearth.core.audience import Audience
from hearth.core.programme import Programme, Words
from hearth.core.programme_file import in_force
from hearth.queries.kept import audit
from hearth.store import database

WIDTH = 100
INDENT = 4
Seen = Mapping[Audience, list[str]]


def walk(programme: str, seed: int, *, as_json: bool) -> int:
    """Act and print the walk of a programme; DONE where the log holds at its end."""
    rules = in_force(programme, BEGINS_ON)
    database.migrate()
    told = steps(programme, seed=seed)
    problems = _as_json(rules, told) if as_json else _as_story(rules, told)
    return say.FAILED if problems else say.DONE


def _as_json(rules: Programme, told: Iterator[WalkStep]) -> list[str]:
    plain = [step.plain() for step in told]
    problems, extent = audit.verify(None, None), audit.extent()
    log = {"acts": extent.entries, "openings": extent.openings, "problems": problems}
    whole = {"programme": rules.ref, "steps": plain, "log": log}
    print(json.dumps(whole, ensure_ascii=False, indent=1))
    return problems


def _as_story(rules: Programme, told: Iterator[WalkStep]) -> list[str]:
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    _say(console, f"{rules.title}: one invented case under {rules.ref}. Nobody in it exists.\n")
    before: Seen = {}
    stage = None
    for number, step in zip(count(1), told, strict=False):
        if step.stage is not stage:
            stage = step.stage
            _say(console, Rule(Text(stage.upper(), style="bold"), align="left", style="dim"))
        _print(console, number, step, before, rules.words)
        before = step.seen
    problems, extent = audit.verify(None, None), audit.extent()
    _say(
        console,
        f"{extent.entries} acts are in the log, and {extent.openings} openings of sealed facts; "
        + ("read back, the log and all it binds are as written." if not problems else "but:"),
    )
    for problem in problems:
        _say(console, Text(problem, style="red"))
    return problems


def _print(console: Console, number: int, step: WalkStep, before: Seen, words: Words) -> None:
    _say(console, Text.assemble(f"{number:2}. ", (f"{step.act}", "bold")))
    by = f"by the {_called(step.by, words)}, decided in "
    for text in (Text.assemble((by, "dim"), (step.decided_in, "cyan")), Text(step.tells)):
        _say(console, Padding(text, (0, 0, 0, INDENT), expand=False))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for audience in LOOKING:
        table.add_row(_called(audience, words), _sees(step.seen[audience], before.get(audience)))
    _say(console, Padding(table, (0, 0, 1, INDENT)))


def _say(console: Console, what: RenderableType) -> None:
    """Print without the blanks that fill a line up."""
    with console.capture() as captured:
        console.print(what)
    for line in captured.get().splitlines():
        print(line.rstrip())


def _called(audience: Audience, words: Words) -> str:
    """An audience in the programme's own word, where it has one."""
    if audience is Audience.CLOCK:
        return "service itself, as time has come"
    own: str = getattr(words, audience, str(audience))
    return own


def _sees(lines: list[str], before: list[str] | None) -> Text:
    """What is new for one of them, what is gone, and how much is as it was."""
    earlier = before or []
    same = sum(line in earlier for line in lines)
    text = Text("\n").join(
        [
            *(Text(line) for line in lines if line not in earlier),
            *(Text(f"no longer: {line}", "dim") for line in earlier if line not in lines),
            *([Text(_as_before(same, len(lines)), "dim")] if same else []),
        ]
    )
    return text if text.plain else Text("nothing", "dim")


def _as_before(same: int, of: int) -> str:
    more = "and " if same < of else ""
    return f"{more}{same} line{'' if same == 1 else 's'} as before"
