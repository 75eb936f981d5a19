"""What all sealed things have in common."""

import ast
from pathlib import Path

import pytest

import hearth.seal
from hearth.core.errors import InvalidValue, Sealed, Tampered
from hearth.seal import primitives

KEY = bytes(range(32))
FOLDER = Path(hearth.seal.__file__).parent


def imported_by(file: Path) -> set[str]:
    """The top-level packages that a file imports, and hearth's floors."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {".".join(name.split(".")[: 2 if name.startswith("hearth") else 1]) for name in found}


def test_only_one_file_speaks_to_the_cryptography_library() -> None:
    speaking = {f.name for f in FOLDER.glob("*.py") if "cryptography" in imported_by(f)}

    assert speaking == {"primitives.py"}


def test_the_seal_knows_no_database_no_clock_and_no_file() -> None:
    forbidden = {"django", "time", "pathlib", "io", "random", "sqlite3", "logging"}

    for file in FOLDER.glob("*.py"):
        imported = imported_by(file)
        assert not imported & forbidden, file.name
        floors = {name for name in imported if name.startswith("hearth")}
        assert floors <= {"hearth.core", "hearth.seal"}, file.name


def test_an_unknown_suite_is_refused_in_a_sentence_that_names_it() -> None:
    blob = b"\x7f" + primitives.seal_with(KEY, b"fact", b"here")[1:]

    with pytest.raises(Tampered, match="suite 0x7f, which this version of Hearth does not know"):
        primitives.open_with(KEY, blob, b"here", "sealed item")


def test_a_blob_of_one_kind_is_not_taken_for_another() -> None:
    sealed_to_a_reader = primitives.sealer(primitives.public_of(KEY))(b"fact", b"here")

    with pytest.raises(Tampered, match="0x11"):
        primitives.open_with(KEY, sealed_to_a_reader, b"here", "sealed item")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(15), b"\x11", b"\x11" + bytes(40)])
def test_a_blob_cut_short_is_an_error_of_ours(blob: bytes) -> None:
    with pytest.raises((Sealed, Tampered)):
        primitives.open_with(KEY, blob, b"", "sealed item")
    with pytest.raises((Sealed, Tampered)):
        primitives.opener(KEY, "grant")(blob, b"")


def test_a_body_cut_right_after_its_label_is_an_error_of_ours() -> None:
    blob = primitives.seal_with(KEY, b"", b"")

    for length in range(len(blob)):
        with pytest.raises((Sealed, Tampered)):
            primitives.open_with(KEY, blob[:length], b"", "sealed item")


def test_the_same_fact_closed_twice_looks_different() -> None:
    assert primitives.seal_with(KEY, b"fact", b"") != primitives.seal_with(KEY, b"fact", b"")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_no_key(length: int) -> None:
    no_key = bytes(length)

    for use in (primitives.public_of, primitives.signing_public_of, primitives.sealer):
        with pytest.raises(InvalidValue, match=f"got {length} bytes"):
            use(no_key)
    with pytest.raises(InvalidValue, match="32 bytes"):
        primitives.opener(no_key, "grant")
    with pytest.raises(InvalidValue, match="32 bytes"):
        primitives.seal_with(no_key, b"", b"")


def test_a_weak_public_key_is_refused() -> None:
    with pytest.raises(InvalidValue, match="weak"):
        primitives.sealer(bytes(32))(b"fact", b"")


def test_hashes_are_plain_sha256_so_that_an_auditor_can_check_them() -> None:
    assert primitives.hash_text(b"abc") == "h1:ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
