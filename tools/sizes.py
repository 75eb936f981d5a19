"""Sizes to keep. An exception names its reason in a comment on the line above: `# size: why`.

For a file or a folder, the comment is the first line of the file or of its `__init__.py`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 400
BODY_LINES = 60
KERNEL_LINES = 80
PARAMETERS = 8
ENTRIES = 30
REASON = "# size: "
READ = ("hearth", "tests", "tools")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_large(root: Path) -> list[str]:
    """One line for everything that passes its size and gives no reason."""
    return [line for folder in READ for line in _in_folder(root / folder, root)]


def _in_folder(folder: Path, root: Path) -> Iterator[str]:
    entries = [entry for entry in sorted(folder.glob("*")) if entry.name != "__pycache__"]
    if len(entries) > ENTRIES and not _excused(_lines(folder / "__init__.py"), 1):
        yield f"{folder.relative_to(root)}: {len(entries)} entries, at most {ENTRIES}"
    for entry in entries:
        # Migrations are history: they pile up and are never rewritten to be shorter.
        if entry.is_dir() and entry.name != "migrations":
            yield from _in_folder(entry, root)
        elif entry.suffix == ".py":
            yield from _in_file(entry, root)


def _in_file(path: Path, root: Path) -> Iterator[str]:
    lines = _lines(path)
    filled = sum(1 for line in lines if line.strip())
    if filled > FILE_LINES and not _excused(lines, 1):
        yield f"{path.relative_to(root)}: {filled} lines, at most {FILE_LINES}"
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, Function) and not _excused(lines, _first_line(node) - 1):
            yield from (
                f"{path.relative_to(root)}:{node.lineno}: {no}" for no in _in_function(node)
            )


def _in_function(node: Function) -> Iterator[str]:
    limit = KERNEL_LINES if _is_kernel(node) else BODY_LINES
    if (length := body_lines(node)) > limit:
        yield f"{node.name} has {length} lines, at most {limit}"
    said = node.args
    count = len(said.posonlyargs) + len(said.args) + len(said.kwonlyargs)
    if count > PARAMETERS:
        yield f"{node.name} takes {count} parameters, at most {PARAMETERS}"


def body_lines(node: Function) -> int:
    """Lines of a function's body, its docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def _is_kernel(node: Function) -> bool:
    return any("njit" in ast.unparse(decorator) for decorator in node.decorator_list)


def _first_line(node: Function) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _excused(lines: list[str], number: int) -> bool:
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return line.startswith(REASON) and len(line) > len(REASON)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
