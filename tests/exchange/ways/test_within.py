"""Nobody who answers byte by byte holds up a message for longer than a message may take."""

from uuid import UUID

import pytest

from hearth.core.gate.outbox import Written
from hearth.core.reach import Channel
from hearth.exchange.ways import NotDelivered
from hearth.exchange.ways.mail import Mail
from hearth.exchange.ways.text import Provider, Text
from tests.exchange.post import a_dripping_server

ID = UUID(int=7)
TOLD = Written(channel=Channel.MAIL, address="robin@example.net", subject="Hello", body="Look.")
SOON_S = 0.3


@pytest.mark.parametrize(("after", "is_unsure"), [(b"MAIL", False), (b"RCPT", False), (b".", True)])
def test_a_mail_server_that_drips_is_left(after: bytes, is_unsure: bool) -> None:
    with a_dripping_server(after) as drips:
        mail = Mail(drips.server, within_s=SOON_S)
        mail.make_ready()
        with pytest.raises(NotDelivered) as failed:
            mail.send(TOLD, ID)

    assert drips.was_left
    assert failed.value.is_lost
    assert (failed.value.is_unsure, failed.value.may_retry) == (is_unsure, not is_unsure)


def test_a_mail_server_that_drips_its_first_word_is_no_connection() -> None:
    with a_dripping_server(b"EHLO") as drips:
        mail = Mail(drips.server, within_s=SOON_S)
        mail.make_ready()

    assert drips.was_left
    with pytest.raises(NotDelivered) as failed:
        mail.send(TOLD, ID)
    assert failed.value.may_retry


def test_a_provider_that_drips_is_left_and_may_have_taken_it() -> None:
    with a_dripping_server(b"POST") as drips:
        address = f"http://127.0.0.1:{drips.server.port}/send"
        with pytest.raises(NotDelivered) as failed:
            Text(Provider(address), within_s=SOON_S).send(TOLD, ID)

    assert drips.was_left
    assert (failed.value.is_unsure, failed.value.is_lost) == (True, True)
