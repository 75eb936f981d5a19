"""The files in deploy/ are real: the proxy starts with them, and the unit names what is there."""

import http.client
import inspect
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509

from hearth.exchange import child
from tests.cli.commands import ROOT, Hearth, a_hearth
from tests.cli.test_serve import Opened
from tests.tools.deploy.certificate import a_certificate

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
CONF = (ROOT / "deploy/nginx.conf").read_text()
UNIT = (ROOT / "deploy/hearth.service").read_text()
NAME = "hearth.example"


@contextmanager
def nginx(folder: Path, service: int) -> Iterator[int]:
    """The proxy in front of a service at that port; where it answers."""
    a_certificate(folder, NAME)
    ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    plain, secure = (one.getsockname()[1] for one in ports)
    for one in ports:
        one.close()
    site = (
        CONF.replace("/etc/hearth/tls", str(folder))
        .replace("listen 80;", f"listen 127.0.0.1:{plain};")
        .replace("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;")
        .replace("127.0.0.1:8000", f"127.0.0.1:{service}")
    )
    spool = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi")
    ) + "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; daemon off; master_process off; events {{}} http {{ {spool}\n{site} }}"
    )
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        _until_open(secure, process)
        yield secure
    finally:
        process.terminate()
        process.wait(10)
        assert process.stderr is not None
        process.stderr.close()


def _until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError("the proxy did not start with deploy/nginx.conf")


@pytest.mark.skipif(NGINX is None, reason="nginx is not on this machine: apt install nginx-light")
def test_behind_the_proxy_everything_is_encrypted_and_bound_to_the_name(tmp_path: Path) -> None:
    hearth: Hearth = a_hearth(tmp_path / "home")
    assert hearth.run("town", "--homes", "1").status == 0
    hearth = Hearth(hearth.home)
    with _served(hearth) as port, nginx(tmp_path, port) as secure:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        trusted.check_hostname = False  # it is asked for by its port on this machine
        with closing(
            http.client.HTTPSConnection("127.0.0.1", secure, context=trusted, timeout=20)
        ) as at:
            at.request("GET", "/", headers={"Host": NAME})
            answer = at.getresponse()
            page = answer.read().decode()

            assert answer.status == 200
            assert answer.getheader("Strict-Transport-Security", "").startswith("max-age=31536000")
            cookies = answer.headers.get_all("Set-Cookie") or []
            assert cookies
            assert all(one.startswith("__Host-") and "; Secure" in one for one in cookies)
            assert _signed_in_wrongly(at, answer, page) not in (403, 500)
            at.request("POST", "/", headers={"Host": NAME, "Content-Length": "12000000"})
            refused = at.getresponse()
            refused.read()
            assert refused.status == 413
    assert not list(tmp_path.glob("*.log"))


def _signed_in_wrongly(
    at: http.client.HTTPSConnection, answer: http.client.HTTPResponse, page: str
) -> int:
    """How a form that a browser would send from the first page is answered."""
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    cookies = "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or [])
    body = urlencode({"csrfmiddlewaretoken": token, "name": "nobody", "secret": "x" * 20})
    headers = {
        "Host": NAME,
        "Cookie": cookies,
        "Origin": f"https://{NAME}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    at.request("POST", "/", body=body, headers=headers)
    said = at.getresponse()
    said.read()
    return said.status


@contextmanager
def _served(hearth: Hearth) -> Iterator[int]:
    with Opened(hearth, "serve", environ={"HEARTH_ADDRESS": f"https://{NAME}"}) as opened:
        address = opened.address()
        yield int(address.rstrip("/").rpartition(":")[2])
        assert opened.close() == 0


def test_the_unit_and_the_container_start_a_command_that_exists() -> None:
    started = [
        re.findall(r"ExecStart=\S+ run\.py (.+)", (ROOT / "deploy/hearth.service").read_text())[0],
        "serve --listen 0.0.0.0 --port 8000",
    ]
    assert (
        '"serve", "--listen", "0.0.0.0", "--port", "8000"'
        in (ROOT / "deploy/Containerfile").read_text()
    )
    helped = a_hearth(Path("unused")).run("serve", "--help").out

    for words in started:
        assert all(word in helped for word in words.split() if word.startswith("--"))


def test_the_unit_lets_the_reader_of_uploads_leave_the_network() -> None:
    [said] = re.findall(r"^RestrictNamespaces=(.+)$", UNIT, re.MULTILINE)
    needs = {"user": child.NEW_USER, "net": child.NEW_NETWORK}

    assert set(said.split()) == set(needs)
    assert "@system-service" in UNIT  # which holds unshare
    source = inspect.getsource(child._leave_the_network)
    assert "unshare(NEW_USER | NEW_NETWORK)" in source


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_reads_the_unit_and_finds_little_that_it_could_do() -> None:
    unit = str(ROOT / "deploy/hearth.service")
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit],
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout[-300:] + said.stderr


def test_the_certificate_of_the_test_is_for_the_name(tmp_path: Path) -> None:
    a_certificate(tmp_path, NAME)
    made = x509.load_pem_x509_certificate((tmp_path / "fullchain.pem").read_bytes())

    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [NAME]
