"""Mail, handed to the operator's server. Its headers say nothing of who writes, or with what."""

import contextlib
import re
import smtplib
import ssl
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from hearth.core.gate.outbox import Written
from hearth.exchange.ways import NotDelivered
from hearth.exchange.ways.within import WITHIN_S, hung_up_after

HELLO = "[127.0.0.1]"  # an address literal; the machine's own name would tell whose it is
# RFC 5321, 4.1.2, without quotes: nothing in it can be read as two addresses, or as a command.
ONE_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)
TEMPORARY = range(400, 500)  # RFC 5321, 4.2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server. tls: from the first byte ("smtps"), or asked for first ("starttls"), or none.

    sender : a bare address that names no service.
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)


class Mail:
    """One connection for one round of messages. within_s: for making it, and for each message."""

    def __init__(self, server: Server, within_s: float = WITHIN_S) -> None:
        self._server, self._within_s = server, within_s
        self._open: smtplib.SMTP | None = None

    def make_ready(self) -> None:
        """Connect and say who we are, where that was not done. A failure shows when one is sent."""
        if self._open is None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._open = self._connected()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        trust = server.trust or ssl.create_default_context()
        if server.tls == "smtps":
            made: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=HELLO, timeout=self._within_s, context=trust
            )
        else:
            made = smtplib.SMTP(local_hostname=HELLO, timeout=self._within_s)
        try:
            with self._in_time(made):
                self._greeted(made, trust)
        except (OSError, smtplib.SMTPException):
            made.close()
            raise
        return made

    def _greeted(self, made: smtplib.SMTP, trust: ssl.SSLContext) -> None:
        server = self._server
        # Whose certificate it must be. smtplib asks the name that it was made with, which connects.
        made._host = server.host  # type: ignore[attr-defined]  # its stubs leave it out
        code, _ = made.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, b"")
        if server.tls == "starttls":
            made.starttls(context=trust)
        if server.user:
            made.login(server.user, server.password)
        made.ehlo_or_helo_if_needed()

    def _in_time(self, link: smtplib.SMTP) -> AbstractContextManager[threading.Event]:
        return hung_up_after(self._within_s, lambda: link.sock)

    def send(self, words: Written, id: UUID) -> None:
        """Hand over one mail. Raises NotDelivered.

        Up to the content a lost connection has sent nothing. From the content on nobody knows:
        the server may have it and its answer be lost.
        """
        if not ONE_ADDRESS.fullmatch(words.address):
            raise NotDelivered
        if self._open is None:
            raise NotDelivered(may_retry=True)
        link, self._open = self._open, None
        with self._in_time(link) as late:
            self._envelope(link, words)
            code = self._content(link, mail_of(words, self._server.sender, id))
        self._open = link
        if code != 250 and late.is_set():  # cut off in the middle of a number
            self.close()
            raise NotDelivered(is_unsure=True, is_lost=True)
        if code != 250:
            raise NotDelivered(may_retry=code in TEMPORARY)

    def _envelope(self, link: smtplib.SMTP, words: Written) -> None:
        try:
            for code, _ in (link.mail(self._server.sender), link.rcpt(words.address)):
                if code not in (250, 251):
                    link.rset()
                    self._open = link
                    raise NotDelivered(may_retry=code in TEMPORARY)
        except (OSError, smtplib.SMTPException):
            link.close()
            raise NotDelivered(may_retry=True, is_lost=True) from None

    def _content(self, link: smtplib.SMTP, content: bytes) -> int:
        try:
            return link.data(content)[0]
        except smtplib.SMTPDataError as refused:
            return refused.smtp_code
        except (OSError, smtplib.SMTPException):
            link.close()
            raise NotDelivered(is_unsure=True, is_lost=True) from None

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):  # it may have hung up first
                self._open.quit()
            self._open = None


def mail_of(words: Written, sender: str, id: UUID) -> bytes:
    """The mail as it goes over the wire. Its number is that of its row: twice it is the same mail.

    The headers are those that a mail must have, and what the body is encoded as.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = words.address
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(datetime.now(UTC).replace(second=0, microsecond=0))
    mail["Message-ID"] = f"<{id.hex}@{sender.rpartition('@')[2]}>"
    mail.set_content(words.body, cte="quoted-printable")
    return mail.as_bytes()
