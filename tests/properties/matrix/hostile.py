"""What no form should be sent: one request after another, each wrong in another way."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote_plus

from tests.properties.matrix.walk import FORM

BOUNDARY = "a-line-between"
WORDS = (
    *(
        "",
        "a\x00b",
        "\u202eevil\u202c",
        "\U0001f628\u200d\U0001f32b",
        "\ud83d".encode("utf-16", "surrogatepass").hex(),
    ),
    *("-1", "0", "1e999", "NaN", "99999999999999999999", "2031-02-30", "0001-01-01", "9999-12-31"),
    *(
        "25:61",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "${7*7}",
        "../../etc/passwd",
    ),
    *("%00", "\r\nSet-Cookie: s=1", "//evil.example", "javascript:alert(1)", "\u2028", "\ufeff"),
    *("00000000-0000-0000-0000-000000000000", "true", "None", "[]", "{}", "on", "yes", "no"),
)
LONG = "far too long " * 1_500
HUGE = "x" * 1_000_000
ODD_KINDS = (
    *(
        "application/json",
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "",
        "x/y; charset=bogus",
    ),
    f"{FORM}; charset=utf-7",
)
RAW = (
    *(
        b"",
        b"\x00" * 64,
        b"\xff\xfe\xfd",
        b"{",
        b"[[[[",
        b'{"a":' * 500,
        b"a=%zz&%=&=&&",
        b"%ff=%fe",
    ),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a\r\n\r\n'.encode(),
    f"--{BOUNDARY}--".encode(),
    f"--{BOUNDARY}\r\n\r\n\r\n--{BOUNDARY}--\r\n".encode(),
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request as it goes out."""

    method: str
    query: str
    body: bytes
    kind: str


def _value(chance: Random) -> str:
    pick = chance.random()
    if pick < 0.001:
        return HUGE
    if pick < 0.03:
        return LONG
    if pick < 0.2:
        return "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(1, 12)))
    return chance.choice(WORDS)


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


def _fields(chance: Random, names: list[str], right: dict[str, str]) -> list[tuple[str, str]]:
    """Right values with some wrong; a field left out, sent again, or one that is none."""
    pairs = [
        (name, right[name] if name in right and chance.random() < 0.5 else _value(chance))
        for name in names
        if chance.random() < 0.9
    ]
    if pairs and chance.random() < 0.3:
        pairs.append((chance.choice(pairs)[0], _value(chance)))
    if chance.random() < 0.2:
        pairs.append((_value(chance)[:80], _value(chance)))
    return pairs


def _form(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    return Hostile("POST", "", _encoded(_fields(chance, names, right)), FORM)


def _nearly(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    """All of a form as it should be; now and then one field is not."""
    sent = dict(right)
    if sent and chance.random() < 0.5:
        sent[chance.choice(sorted(sent))] = _value(chance)
    return Hostile("POST", "", _encoded(list(sent.items())), FORM)


def _in_parts(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    lines = []
    for name, value in _fields(chance, names, right):
        file = f'; filename="{chance.choice(WORDS)[:20]}"' if chance.random() < 0.3 else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        lines.append(head.encode("utf-8", "replace") + value.encode("utf-8", "replace") + b"\r\n")
    body = b"".join(lines) + (f"--{BOUNDARY}--\r\n".encode() if chance.random() < 0.8 else b"")
    return Hostile("POST", "", body, f"multipart/form-data; boundary={BOUNDARY}")


def _raw(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    kind = chance.choice((*ODD_KINDS, FORM, f"multipart/form-data; boundary={BOUNDARY}"))
    return Hostile("POST", "", chance.choice(RAW), kind)


def _query(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    asked = [*names, "page", "done", "next", "q", "do", "as", "at", "sort"]
    pairs = [(chance.choice(asked), _value(chance)[:3_000]) for _ in range(chance.randrange(1, 5))]
    return Hostile("GET", _encoded(pairs).decode(), b"", "")


def _verb(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    method = chance.choice(("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "FOO"))
    return Hostile(method, "", chance.choice(RAW), chance.choice(ODD_KINDS))


def _object(chance: Random, names: list[str], right: dict[str, str]) -> Hostile:
    """JSON with right names and wrong values, of any kind, sometimes nested without end."""
    odd = (*WORDS, 0, -1, 1e308, True, None, [], {}, [[]], 2**63, 10**400)
    sent = {name: chance.choice((*odd, _value(chance))) for name in names if chance.random() < 0.9}
    body = json.dumps(sent | {name: right[name] for name in right if chance.random() < 0.5})
    if chance.random() < 0.05:
        body = chance.choice(('{"a":' * 100_000, "[" * 100_000, "9" * 10_000, body[:-1], "NaN"))
    return Hostile("POST", "", body.encode("utf-8", "replace"), "application/json")


Right = dict[str, str]
Way = Callable[[Random, list[str], dict[str, str]], Hostile]
WAYS: tuple[Way, ...] = (_form, _form, _form, _form, _in_parts, _raw, _query, _query, _verb)
TO_BE_DONE: tuple[Way, ...] = (*WAYS, *[_nearly] * len(WAYS))  # half of it does something
OF_PROGRAMS: tuple[Way, ...] = (_object, _object, _object, _object, _raw, _query, _query, _verb)


def one_of(ways: tuple[Way, ...], chance: Random, names: list[str], right: Right) -> Hostile:
    """One request, wrong in another way each time."""
    return chance.choice(ways)(chance, names, right)
