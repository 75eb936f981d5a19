"""The ways that the operator set up, from the environment. See docs/how-to/send-mail.md."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from hearth.core.errors import NotReady
from hearth.core.reach import Channel, is_mail
from hearth.exchange.ways import Console, Way, Ways
from hearth.exchange.ways.mail import Mail, Server
from hearth.exchange.ways.text import Provider, Text

PORTS = {"smtps": 465, "smtp": 587}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def ways(environ: Mapping[str, str]) -> Ways:
    """What is set up; where nothing is, the console. Raises NotReady for a wrong setting."""
    found: dict[Channel, Way] = {Channel.MAIL: Console(), Channel.TEXT: Console()}
    if environ.get("HEARTH_SMTP"):
        found[Channel.MAIL] = Mail(_server(environ))
    if environ.get("HEARTH_SMS"):
        found[Channel.TEXT] = Text(_provider(environ))
    return Ways(found)


def zone(environ: Mapping[str, str]) -> ZoneInfo:
    """Where the people of this service are: their hours are of that clock. Raises NotReady."""
    named = environ.get("HEARTH_ZONE", "UTC")
    try:
        return ZoneInfo(named)
    except (LookupError, ValueError, OSError):
        raise NotReady("HEARTH_ZONE is no time zone; write one such as Europe/London") from None


def _server(environ: Mapping[str, str]) -> Server:
    try:
        told = urlsplit(environ["HEARTH_SMTP"])
        port = told.port or PORTS[told.scheme]
    except (ValueError, KeyError):
        raise NotReady(
            "HEARTH_SMTP is no mail server; write smtps://user@host or smtp://host:587"
        ) from None
    if not told.hostname or told.password:
        raise NotReady("HEARTH_SMTP names a host; its password goes into HEARTH_SMTP_PASSWORD_FILE")
    sender = environ.get("HEARTH_SMTP_FROM", "")
    if not is_mail(sender) or "<" in sender:
        raise NotReady("HEARTH_SMTP_FROM is a bare address, such as post@example.org")
    plain = told.scheme == "smtp" and told.hostname in LOOPBACK
    return Server(
        host=told.hostname,
        port=port,
        sender=sender,
        tls="smtps" if told.scheme == "smtps" else "" if plain else "starttls",
        user=unquote(told.username or ""),
        password=_secret(environ, "HEARTH_SMTP_PASSWORD_FILE"),
    )


def _provider(environ: Mapping[str, str]) -> Provider:
    told = urlsplit(environ["HEARTH_SMS"])
    safe = told.scheme == "https" or (told.scheme == "http" and told.hostname in LOOPBACK)
    if not safe or not told.hostname:
        raise NotReady("HEARTH_SMS is an address that begins with https://, of your provider")
    return Provider(environ["HEARTH_SMS"], _secret(environ, "HEARTH_SMS_TOKEN_FILE"))


def _secret(environ: Mapping[str, str], name: str) -> str:
    if not environ.get(name):
        return ""
    try:
        return Path(environ[name]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise NotReady(f"the file named by {name} cannot be read") from None
