"""The ways out, against real servers on this machine: what goes over the wire, and what not."""

import email
import logging
import socket
import ssl
import subprocess
import threading
from dataclasses import replace
from email import policy
from pathlib import Path
from uuid import UUID

import pytest

from hearth.core.errors import NotReady
from hearth.core.gate.outbox import Written
from hearth.core.reach import Channel
from hearth.exchange.ways import Console, NotDelivered, Ways, chosen
from hearth.exchange.ways.mail import Mail, Server
from hearth.exchange.ways.text import Provider, Text
from tests.exchange.post import SENDER, PostOffice, a_mail_server, a_provider

ID = UUID(int=7)
TOLD = Written(
    channel=Channel.MAIL, address="robin@example.net", subject="Hello", body="Please look: até já"
)
TEXTED = Written(channel=Channel.TEXT, address="+441632960000", subject="", body="Please look.")


def test_a_mail_arrives_once_with_nothing_in_its_headers() -> None:
    post = PostOffice()
    with a_mail_server(post) as server:
        mail = Mail(server)
        mail.make_ready()
        mail.send(TOLD, ID)
        mail.close()

    ((to, content),) = post.mails
    came = email.message_from_bytes(content, policy=policy.default)
    assert to == "robin@example.net"
    assert came.get_content().strip() == TOLD.body
    assert set(came.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    assert came["From"] == SENDER
    assert came["Message-ID"] == f"<{ID.hex}@example.org>"
    assert post.hellos == ["[127.0.0.1]"]
    named = content.decode() + post.hellos[0]
    assert socket.gethostname() not in named
    assert not any(word in named.lower() for word in ("hearth", "python", "mailer"))


@pytest.mark.parametrize("address", ["a,b@example.net", "<a@b.c>@d.e", '"a b"@c.d', "é@d.e"])
def test_what_may_be_read_as_another_address_is_sent_to_nobody(address: str) -> None:
    post = PostOffice()
    with a_mail_server(post) as server:
        mail = Mail(server)
        mail.make_ready()
        with pytest.raises(NotDelivered):
            mail.send(replace(TOLD, address=address), ID)
        mail.close()

    assert post.mails == []


def test_the_same_message_has_the_same_number() -> None:
    post = PostOffice()
    with a_mail_server(post) as server:
        mail = Mail(server)
        for _ in range(2):
            mail.make_ready()
            mail.send(TOLD, ID)
        mail.close()

    first, second = (email.message_from_bytes(one)["Message-ID"] for _, one in post.mails)
    assert first == second


@pytest.mark.parametrize(
    ("answer", "may_retry"), [("451 later", True), ("421 busy", True), ("554 no", False)]
)
def test_a_no_of_the_server_says_whether_to_try_again(answer: str, may_retry: bool) -> None:
    post = PostOffice(answer=answer)
    with a_mail_server(post) as server:
        mail = Mail(server)
        mail.make_ready()
        with pytest.raises(NotDelivered) as failed:
            mail.send(TOLD, ID)
        mail.close()

    assert (failed.value.may_retry, failed.value.is_unsure) == (may_retry, False)


def test_a_server_that_is_not_there_took_nothing() -> None:
    mail = Mail(Server(host="127.0.0.1", port=_nobodys_port(), sender=SENDER, tls=""))
    mail.make_ready()

    with pytest.raises(NotDelivered) as failed:
        mail.send(TOLD, ID)
    assert failed.value.may_retry


def test_where_encryption_is_asked_for_and_not_offered_nothing_is_said() -> None:
    post = PostOffice()
    with a_mail_server(post) as plain:
        mail = Mail(Server(host=plain.host, port=plain.port, sender=SENDER, tls="starttls"))
        mail.make_ready()
        with pytest.raises(NotDelivered):
            mail.send(TOLD, ID)

    assert post.mails == []


def test_over_starttls_it_arrives_and_a_stranger_s_certificate_is_refused(tmp_path: Path) -> None:
    post, (certificate, key) = PostOffice(), a_certificate(tmp_path)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    trust = ssl.create_default_context(cafile=str(certificate))
    with a_mail_server(post, tls_context=ours, require_starttls=True) as plain:
        for trusted, arrived in ((None, 0), (trust, 1)):
            mail = Mail(Server(host=plain.host, port=plain.port, sender=SENDER, trust=trusted))
            mail.make_ready()
            if trusted is None:
                with pytest.raises(NotDelivered):
                    mail.send(TOLD, ID)
            else:
                mail.send(TOLD, ID)
            mail.close()
            assert len(post.mails) == arrived


def test_over_smtps_it_arrives_and_a_stranger_s_certificate_is_refused(tmp_path: Path) -> None:
    post, (certificate, key) = PostOffice(), a_certificate(tmp_path)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    with a_mail_server(post, ssl_context=ours) as plain:
        there = replace(plain, tls="smtps")
        stranger, known = (
            Mail(replace(there, trust=trust))
            for trust in (None, ssl.create_default_context(cafile=str(certificate)))
        )
        for mail in (stranger, known):
            mail.make_ready()
        with pytest.raises(NotDelivered):
            stranger.send(TOLD, ID)
        known.send(TOLD, ID)
        known.close()

    assert len(post.mails) == 1


def a_certificate(folder: Path, name: str = "IP:127.0.0.1") -> tuple[Path, Path]:
    certificate, key = folder / "c.pem", folder / "k.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", key, "-out", certificate, "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", f"subjectAltName={name}"),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def test_a_text_is_handed_over_as_documented() -> None:
    post = PostOffice()
    with a_provider(post) as address:
        Text(Provider(address, "word")).send(TEXTED, ID)

    assert post.texts == [{"id": ID.hex, "to": "+441632960000", "text": "Please look."}]
    (headers,) = post.headers
    assert headers["Authorization"] == "Bearer word"
    assert not any("python" in value.lower() for value in headers.values())


@pytest.mark.parametrize(
    ("status", "may_retry"), [(400, False), (302, False), (429, True), (503, True)]
)
def test_a_provider_s_no_says_whether_to_try_again(status: int, may_retry: bool) -> None:
    post = PostOffice(status=status)
    with a_provider(post) as address, pytest.raises(NotDelivered) as failed:
        Text(Provider(address)).send(TEXTED, ID)

    assert (failed.value.may_retry, failed.value.is_unsure) == (may_retry, False)
    assert len(post.headers) == 1


def test_a_provider_that_is_not_there_took_nothing() -> None:
    with pytest.raises(NotDelivered) as failed:
        Text(Provider(f"http://127.0.0.1:{_nobodys_port()}/")).send(TEXTED, ID)
    assert failed.value.may_retry


def test_a_provider_that_hangs_up_may_have_taken_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_hang_up, args=(door,), daemon=True).start()
        with pytest.raises(NotDelivered) as failed:
            Text(Provider(f"http://127.0.0.1:{door.getsockname()[1]}/")).send(TEXTED, ID)
    assert failed.value.is_unsure
    assert not failed.value.may_retry


def test_the_console_says_that_and_nothing_of_what(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(NotDelivered):
        Console().send(TOLD, ID)

    assert "a mail would leave" in caplog.text
    assert not any(secret in caplog.text for secret in ("robin", "look", "Hello"))


def _hang_up(door: socket.socket) -> None:
    door.accept()[0].close()


def _nobodys_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_without_settings_nothing_but_the_console_is_set_up() -> None:
    ways = chosen.ways({})

    assert isinstance(ways, Ways)
    assert Channel.MAIL in ways
    with pytest.raises(NotDelivered):
        ways.send(TOLD, ID)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"HEARTH_SMTP": "mail.example.org"}, "smtps://"),
        ({"HEARTH_SMTP": "smtp://a:b@mail.example.org"}, "HEARTH_SMTP_PASSWORD_FILE"),
        ({"HEARTH_SMTP": "smtp://mail.example.org"}, "HEARTH_SMTP_FROM"),
        (
            {"HEARTH_SMTP": "smtp://m.example.org", "HEARTH_SMTP_FROM": "The Office <a@b.org>"},
            "HEARTH_SMTP_FROM",
        ),
        ({"HEARTH_SMS": "http://sms.example.org"}, "https://"),
        (
            {"HEARTH_SMS": "https://sms.example.org", "HEARTH_SMS_TOKEN_FILE": "/nowhere/a"},
            "HEARTH_SMS_TOKEN_FILE",
        ),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(settings: dict[str, str], says: str) -> None:
    with pytest.raises(NotReady, match=says):
        chosen.ways(settings)


def test_a_clock_that_is_none_is_told() -> None:
    assert chosen.zone({"HEARTH_ZONE": "Asia/Kathmandu"}).key == "Asia/Kathmandu"
    with pytest.raises(NotReady, match="HEARTH_ZONE"):
        chosen.zone({"HEARTH_ZONE": "../../etc/passwd"})
