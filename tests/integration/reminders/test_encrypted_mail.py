"""Mail over an encrypted connection, to a server that asks who is sending: what production sends by."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from caf_tracker.reminders.channels.base import ServerTrouble
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer, Tls
from tests.fixtures.mail_sink import MailSink, sink

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

HOST, NAME, PASSWORD = "127.0.0.1", "tracker", "correct horse battery staple"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts the authority that signed the server's certificate."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


def serving(authority: trustme.CA, tls: Tls) -> dict[str, Any]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    encryption = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {"ssl_context": context}
    # What is encrypted from its first byte looks plain to aiosmtpd, which then warns of letting anybody sign in.
    return {"authenticator": _sign_in, "auth_required": True, "auth_require_tls": tls == "starttls", **encryption}


def _sign_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (NAME.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


def send(server: MailSink, tls: Tls, *, password: str = PASSWORD) -> None:
    channel = SmtpChannel(SmtpServer(host=HOST, port=server.port, username=NAME, password=password, tls=tls, timeout=5))
    try:
        channel.connect()
        for number in (1, 2):
            channel.send(
                sender="tracker@example.org", recipient="rosa@example.org", message_id=f"mail-{number}",
                content=f"Subject: Owed\r\n\r\nEH-000123K, number {number}\r\n".encode(),
            )  # fmt: skip
    finally:
        channel.close()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_mail_goes_encrypted_to_a_server_that_asks_who_sends(authority: trustme.CA, tls: Tls) -> None:
    with sink(**serving(authority, tls)) as server:
        send(server, tls)
    assert [mail.get_payload() for mail in server.arrived] == ["EH-000123K, number 1\r\n", "EH-000123K, number 2\r\n"]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_wrong_password_is_trouble_with_the_server_and_no_recipients_fault(authority: trustme.CA, tls: Tls) -> None:
    with sink(**serving(authority, tls)) as server, pytest.raises(ServerTrouble, match="535"):
        send(server, tls, password=PASSWORD.swapcase())
    assert not server.arrived


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_that_cannot_say_who_it_is(authority: trustme.CA, tls: Tls) -> None:
    with sink(**serving(authority, tls)) as server, pytest.raises(ServerTrouble, match="certificate verify failed"):
        send(server, tls)
    assert not server.arrived


@pytest.mark.usefixtures("trusted")
def test_nothing_is_sent_in_the_clear_where_encryption_was_asked_for(authority: trustme.CA) -> None:
    with sink() as server, pytest.raises(ServerTrouble, match="STARTTLS"):
        send(server, "starttls")
    assert not server.arrived
