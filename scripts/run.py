"""Starts the product on this machine: migrates, loads the demonstration into an empty database, runs web and scheduler.

Both run until Ctrl-C or a termination signal, or until one of them ends by itself: then the other is stopped too.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent

# How long the web may take to answer, and each process to stop, in seconds.
START_WITHIN = 60
STOP_WITHIN = 15

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked us to stop."""


def main() -> int:
    """Start everything, say where it is, wait, stop everything; the status that the shell sees."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("CAF_TRACKER_ENV", "demonstration")
    for each in SIGNALS:
        signal.signal(each, stop)
    host = os.environ.get("HOST", "127.0.0.1")
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        port = prepare(host)
        children["web"] = start(web_command(host, port))
        children["scheduler"] = start([str(BIN / "flask"), "--app", "wsgi", "run-scheduler"])
        wait_until_it_answers(children, port)
        say_where(port)
        name = first_to_end(children)
        print(f"The {name} has ended by itself with status {children[name].returncode}: stopping.", file=sys.stderr)
        return 1
    except Stopped:
        print("\nStopping")
        return 0
    finally:
        end(children)


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave whatever is being done. Asked twice, the second time changes nothing: stopping has begun."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def prepare(host: str) -> int:
    """Check the settings and the port, migrate, load the demonstration where there is nobody yet; the port."""
    import config

    try:
        settings = config.load()
    except config.SettingsRefused as refused:
        sys.exit("CAF Tracker does not start:\n" + "\n".join(f"  {problem}" for problem in refused.problems))
    refuse_taken_port(host, settings.port)
    # In production the app does not even load on a database that is behind.
    if settings.environment is config.Environment.PRODUCTION or not migrated():
        run("The database could not be migrated", "db", "upgrade")
    if not anybody():
        print("Loading the demonstration authority")
        run("The demonstration could not be loaded", "load-demonstration")
    return settings.port


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with one line where somebody else answers."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            sys.exit(f"Port {port} cannot be used ({problem.strerror}). Choose another: PORT={port + 1} make run")


def run(otherwise: str, *command: str) -> None:
    """Run one of our own commands to its end."""
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [str(BIN / "flask"), "--app", "wsgi", *command], stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        sys.exit(f"{otherwise}: see above.")


def migrated() -> bool:
    """Whether the schema is the one that this version needs; asking is quicker than migrating in vain."""
    from sqlalchemy.exc import OperationalError

    from caf_tracker import schema
    from caf_tracker.extensions import db
    from wsgi import app

    with app.app_context():
        try:
            with db.engine.connect() as connection:
                return schema.at_head(connection)
        except OperationalError as problem:
            sys.exit(f"The database cannot be reached: {str(problem.orig).splitlines()[0]}")
        finally:
            db.engine.dispose()


def anybody() -> bool:
    """Whether the database has anybody in it."""
    import sqlalchemy as sa

    from caf_tracker.extensions import db
    from caf_tracker.models import User
    from wsgi import app

    with app.app_context():
        return db.session.scalar(sa.select(User.id).limit(1)) is not None


def web_command(host: str, port: int) -> list[str]:
    """One process with a few threads: enough for one machine, and SQLite has one writer anyway."""
    gunicorn = [str(BIN / "gunicorn"), "wsgi:app", "--no-control-socket", "--log-level=warning"]
    one_process = ["--worker-class=gthread", "--workers=1", "--threads=4"]
    return [*gunicorn, *one_process, f"--bind={host}:{port}", f"--graceful-timeout={STOP_WITHIN // 2}"]


def start(command: list[str]) -> "subprocess.Popen[bytes]":
    """Start a process out of the terminal's reach: Ctrl-C is for us, who stop it in order."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own command


def wait_until_it_answers(children: dict[str, "subprocess.Popen[bytes]"], port: int) -> None:
    """Return when the web answers; stop with one line when it does not."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        for name, child in children.items():
            if child.poll() is not None:
                sys.exit(f"The {name} did not start: see above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"The web did not answer within {START_WITHIN} seconds.")


def say_where(port: int) -> None:
    """The address, who may sign in, where mail goes."""
    from wsgi import app

    settings = app.config["SETTINGS"]
    print(f"\n{settings.product_name} runs at http://localhost:{port}\n")
    accounts = demonstration_accounts()
    if accounts:
        print("Sign in as one of these people, who are made up:")
        width = max(len(role) for role, _ in accounts)
        for role, email in accounts:
            print(f"  {role:<{width}}  {email}")
        print(f"  the password of all of them: {demonstration_password()}\n")
    print(where_mail_goes(settings.mail_channel, settings.mail_folder, settings.smtp_host, port, bool(accounts)))
    print("Ctrl-C stops it.", flush=True)


def demonstration_accounts() -> list[tuple[str, str]]:
    """One account a role, of those that the demonstration's password opens; none on an authority's own database."""
    import sqlalchemy as sa
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    from caf_tracker.extensions import db
    from caf_tracker.models import User
    from caf_tracker.models.words import Role
    from wsgi import app

    if app.config["SETTINGS"].environment != "demonstration":
        return []
    accounts = []
    with app.app_context():
        for role in Role:
            active = sa.select(User).where(User.role == role, User.disabled_at.is_(None)).order_by(User.id).limit(1)
            user = db.session.scalar(active)
            if user is None or user.password_hash is None:
                continue
            try:
                PasswordHasher().verify(user.password_hash, demonstration_password())
            except VerificationError:
                continue
            accounts.append((role.replace("_", " "), user.email))
    return accounts


def demonstration_password() -> str:
    """The password of the demonstration's people."""
    from caf_tracker.demonstration import PASSWORD

    return PASSWORD


def where_mail_goes(channel: str, folder: str, smtp_host: str, port: int, demonstration: bool) -> str:
    """One line about mail."""
    if channel == "smtp":
        return f"Mail goes out through {smtp_host}."
    if channel == "log":
        return "Mail goes to the log only."
    shown = f", and shows at http://localhost:{port}/demonstration/mail" if demonstration else ""
    return f"Mail goes to files in {os.path.relpath(folder)}{shown}."


def first_to_end(children: dict[str, "subprocess.Popen[bytes]"]) -> str:
    """Wait; the name of the process that ended by itself."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.5)


def end(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Stop what still runs, in order; what does not heed is killed with all that it started."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
