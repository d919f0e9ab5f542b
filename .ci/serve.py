"""Starts `make run` where it stands, as a newcomer would; signs in, reads a case page, stops it, looks what is left."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import psutil

# Set-up on a slow network included, in seconds.
READY_WITHIN = 600
STOPPED_WITHIN = 30
# What `make run` says when it has said everything.
LAST_WORDS = "Ctrl-C stops it."


class Failed(Exception):
    """What did not happen."""


def main() -> int:
    """Run it all; 0 if it holds."""
    port = free_port()
    said = Path("test-results/make-run.txt")
    said.parent.mkdir(exist_ok=True)
    with said.open("w") as out:
        environ = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        environ.pop("DATABASE_URL", None)
        started = subprocess.Popen(
            ["make", "run"],  # noqa: S607 - whichever make there is
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environ,
            start_new_session=True,
        )
    family = [psutil.Process(started.pid)]
    try:
        print("make run: setting up", flush=True)
        address = f"http://localhost:{port}"
        wait_until_ready(address, started, said)
        family += family[0].children(recursive=True)
        reference = read_a_case(address, said.read_text())
        print(f"make run: signed in and read {reference}")
        stop(started, family, port)
        print("make run: stopped, nothing left")
    except Failed as problem:
        print(f"make run: {problem}\n--- what it said ---\n{said.read_text()}", file=sys.stderr)
        return 1
    finally:
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    return 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str, started: "subprocess.Popen[bytes]", said: Path) -> None:
    """Until it has said where it is, and /health/ready says yes, which takes a first tick of the scheduler."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if started.poll() is not None:
            raise Failed(f"ended by itself with status {started.returncode}")
        with contextlib.suppress(urllib.error.URLError, OSError):
            with urllib.request.urlopen(f"{address}/health/ready", timeout=10) as answer:  # noqa: S310 - our own address
                # The web may be ready before the launcher has looked up whom it names.
                if answer.status == 200 and LAST_WORDS in said.read_text():
                    return
        time.sleep(1)
    raise Failed(f"not ready after {READY_WITHIN} seconds")


def read_a_case(address: str, said: str) -> str:
    """Sign in with the coordinator's account that was printed, and open the first case of the list."""
    account = re.search(r"early help coordinator\s+(\S+@\S+)", said)
    password = re.search(r"password of all of them: (.+)", said)
    if not account or not password:
        raise Failed("no account of a coordinator, or no password, was printed")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def page(path: str, fields: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        with opener.open(f"{address}{path}", data, timeout=30) as answer:
            return str(answer.read().decode())

    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page("/sign-in"))
    if not token:
        raise Failed("the sign-in page has no token")
    fields = {"csrf_token": token[1], "email": account[1], "password": password[1].strip()}
    if "Sign out" not in page("/sign-in", fields):
        raise Failed(f"{account[1]} could not sign in")
    found = re.search(r'href="/cases/(EH-\d{6}[A-Z])"', page("/cases"))
    if not found:
        raise Failed("the list of cases shows none")
    case = page(f"/cases/{found[1]}")
    if found[1] not in case or "<h1" not in case:
        raise Failed(f"the page of {found[1]} does not show it")
    return found[1]


def stop(started: "subprocess.Popen[bytes]", family: list[psutil.Process], port: int) -> None:
    """Press Ctrl-C, as it were; everything that was started must be gone, and the port free."""
    os.killpg(started.pid, signal.SIGINT)
    _gone, alive = psutil.wait_procs(family, timeout=STOPPED_WITHIN)
    left = [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    if left:
        raise Failed(f"still running after Ctrl-C: {[process.cmdline() for process in left]}")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise Failed(f"somebody still answers on port {port}")


if __name__ == "__main__":
    sys.exit(main())
