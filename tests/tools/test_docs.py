"""What the pages for readers name is there: files, parts of pages, commands and their options."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import typer.main

from hearth.cli.main import app
from tools.start import HELP

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
# A path in code, said from the repository or, as the pages do, from hearth/.
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
ELSEWHERE = {"HEARTH_HOME/keys"}  # folders of a service, not of the repository
OWN = frozenset(re.findall(r"run\.py ([a-z]+) ", HELP))
COMMANDS = typer.main.get_command(app)


def linked(page: Path) -> Iterator[str]:
    """Each relative link of a page, code left out."""
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(\s*([^)\s]+)\s*\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


def headings(page: Path) -> set[str]:
    """The parts of a page, as a link names them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in found}


def is_there(target: str, page: Path) -> bool:
    path, _, part = target.partition("#")
    file = page.parent / path if path else page
    return file.exists() and (not part or part in headings(file))


def typed(page: Path) -> Iterator[list[str]]:
    """The words of each command of ours that a page tells somebody to type."""
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"`((?:python3 )?run\.py [^`]+|hearth [a-z][^`]*)`", text)
    lines += re.findall(r"^ {4,}(?:.*? )?(python3 run\.py .+)$", text, flags=re.MULTILINE)
    for line in lines:
        words = re.split(r" {2,}|\s#|\s\|", line)[0].removeprefix("python3 ").split()[1:]
        if words and re.fullmatch(r"[a-z]+", words[0]):
            yield words


def unknown(words: list[str]) -> list[str]:
    """The words of a command that no command, group or option of ours is called."""
    if words[0] in OWN:
        return []
    command = COMMANDS
    for at, word in enumerate(words):
        if not hasattr(command, "commands"):
            options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
            asked = {one.strip("[],.;") for one in words[at:] if one.startswith(("--", "[--"))}
            return sorted(asked - options - {"--help"})
        if word not in command.commands:
            return [word]
        command = command.commands[word]
    return []


def by_page(wrong: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """What is wrong on each page where anything is."""
    found = {str(page.relative_to(REPOSITORY)): wrong(page) for page in PAGES}
    return {page: one for page, one in found.items() if one}


def dead_links(page: Path) -> list[str]:
    return [target for target in linked(page) if not is_there(target, page)]


def stands(at: Path, name: str) -> bool:
    """A file or folder of this name; or a module, or a function in one, as `store/facts.grant`."""
    module = f"{name.rsplit('.', 1)[0]}.py" if not name.endswith(".py") else name
    return (at / name).exists() or (at / f"{name}.py").exists() or (at / module).exists()


def missing_files(page: Path) -> list[str]:
    named = {one.rstrip(".") for one in PATH.findall(page.read_text(encoding="utf-8"))} - ELSEWHERE
    places = (REPOSITORY, REPOSITORY / "hearth")
    ours = {one for one in named if any((at / one.split("/")[0]).is_dir() for at in places)}
    return sorted(one for one in ours if not any(stands(at, one) for at in places))


def wrong_commands(page: Path) -> list[str]:
    return [" ".join(words) for words in typed(page) if unknown(words)]


def test_every_link_leads_somewhere() -> None:
    assert by_page(dead_links) == {}


def test_every_file_that_is_named_is_there() -> None:
    assert by_page(missing_files) == {}


def test_every_command_that_is_told_can_be_typed() -> None:
    assert by_page(wrong_commands) == {}


def test_a_page_that_names_what_is_not_there_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n[a](gone.md) [b](#two) [c](#one)\n`core/gone.py` `core/consent.py`\n"
        "`hearth fly --high`, `run.py daily --x`, `hearth audit burn`, `hearth daily`\n"
    )

    assert dead_links(page) == ["gone.md", "#two"]
    assert missing_files(page) == ["core/gone.py"]
    assert wrong_commands(page) == ["fly --high", "daily --x", "audit burn"]
