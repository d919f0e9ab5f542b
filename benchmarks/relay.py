"""The relay over one connection against one connection a mail, to a server in a process of its own.

The connection is encrypted, as production's is; how it goes in the clear, where connecting costs less, is printed too.
"""

import asyncio
import multiprocessing
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_long
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import sqlalchemy as sa
import trustme

import config
from benchmarks.places import populated
from benchmarks.population import MORNING
from benchmarks.rounds import Arm, Ratio, compare, timed
from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Mail
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.relay import relay
from tests.fixtures import migrating

# So many mails are sent in a round, taken evenly from all that the sweeps left: what is said at once, and digests.
_MAILS = 100
_HOST = "127.0.0.1"
# A small population has as many people as a large one.
_CASES = 10_000
_LETTERHEAD = Letterhead.from_settings(config.load({"CAF_TRACKER_ENV": "test"}).flask_config())


class _AnewForEach(SmtpChannel):
    """The same channel, which connects for every mail and lets go after it."""

    def connect(self) -> None:
        """Not yet: each mail connects for itself."""

    def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        super().connect()
        super().send(sender=sender, recipient=recipient, message_id=message_id, content=content)
        self.close()


def bench(folder: Path, *, cases: int, large: int, rounds: int) -> Iterator[Ratio]:
    """Mails a second, on each engine; the number of cases makes no difference here."""
    (folder / "relay").mkdir()
    with _certificate(folder / "relay") as certificate:
        for engine in ("postgresql", "sqlite"):
            with populated(engine, folder / "relay", _CASES, standing=2_000, due=100) as place:
                with migrating.app_on(place.url), clock.set_to(MORNING):
                    for how, pem, at_least in (("encrypted", certificate, 1.7), ("in the clear", None, None)):
                        with _sink(pem) as (port, taken):
                            server = SmtpServer(host=_HOST, port=port, tls="tls" if pem else "none")
                            yield compare(
                                f"mails a second, one connection : one connection a mail, {how} ({engine})",
                                _arm(_AnewForEach(server), taken),
                                _arm(SmtpChannel(server), taken),
                                at_least=at_least,
                                rounds=rounds,
                            )


@contextmanager
def _certificate(folder: Path) -> Iterator[Path]:
    """The server's key and certificate in one file; meanwhile this process trusts who signed it."""
    authority, pem, trusted = trustme.CA(), folder / "server.pem", folder / "authority.pem"
    authority.issue_cert(_HOST).private_key_and_cert_chain_pem.write_to_path(pem)
    authority.cert_pem.write_to_path(trusted)
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(trusted)
    yield pem
    del os.environ["SSL_CERT_FILE"]
    if before is not None:
        os.environ["SSL_CERT_FILE"] = before


def _arm(channel: SmtpChannel, taken: "Synchronized[int]") -> Arm:
    """All that waits is sent and marked, each mail once."""

    def run() -> float:
        ids = db.session.scalars(sa.select(Mail.id).where(Mail.user_id.is_not(None)).order_by(Mail.id)).all()
        chosen = ids[:: len(ids) // _MAILS][:_MAILS]
        again = {"sent_at": None, "created_at": MORNING, "next_try_at": MORNING, "attempts": 0}
        db.session.execute(sa.update(Mail).where(Mail.id.in_(chosen)).values(again))
        db.session.commit()
        before = taken.value
        result = []
        seconds = timed(lambda: result.append(relay(channel, _LETTERHEAD)))
        assert (result[0].sent, taken.value - before) == (_MAILS, _MAILS), result[0]
        return seconds

    return run


@contextmanager
def _sink(certificate: Path | None) -> "Iterator[tuple[int, Synchronized[int]]]":
    """The port of a server that takes everything at once and keeps nothing, and how many mails it has taken."""
    spawn = multiprocessing.get_context("spawn")
    taken = spawn.Value(c_long, 0)
    with socket.create_server((_HOST, 0)) as listening:
        process = spawn.Process(target=_serve, args=(listening, taken, certificate), daemon=True)
        process.start()
        yield listening.getsockname()[1], taken
        process.terminate()
        process.join()


def _serve(listening: socket.socket, taken: "Synchronized[int]", certificate: Path | None) -> None:
    encryption = None
    if certificate is not None:
        encryption = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        encryption.load_cert_chain(certificate)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            command = line[:4].upper()
            if command == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                taken.value += 1
            writer.write(b"250 taken\r\n" if command != b"QUIT" else b"221 bye\r\n")
            if command == b"QUIT":
                break
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(converse, sock=listening, ssl=encryption, limit=2**20)
        await server.serve_forever()

    asyncio.run(serve())
