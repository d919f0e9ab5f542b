"""Everything that goes wrong in the drills, by name: what is done, how long it lasts, and what it is done to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.faults.drill import Drill, minutes
from tests.faults.points import EVERY_MORNING, IN_THE_RELAY, IN_TRANSACTION, Point
from tests.faults.stores import PostgresqlStore, SqliteStore
from tests.integration.reminders.sink import Answer

BOTH = ("sqlite", "postgresql")

# Beyond the lease of a mail (5 minutes) and the trust in whoever holds the sweep's lock (10).
BEYOND_EVERY_LEASE = minutes(11)
# Longer than between two sweeps.
_USUALLY = minutes(6)


# A lock that a scheduler itself holds cannot be taken from it.
OUTSIDE_TRANSACTIONS = tuple(point for point in EVERY_MORNING if point not in IN_TRANSACTION)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong while a scheduler waits at a point; `lasts` until somebody mends it."""

    name: str
    strike: Callable[[Drill, str], None]
    lasts: timedelta = _USUALLY
    engines: tuple[str, ...] = BOTH
    # Where it makes a difference.
    points: tuple[Point, ...] = EVERY_MORNING
    # The scheduler is in no state to go on by itself: it is dead or stopped.
    fells: bool = False


def _kill(drill: Drill, victim: str) -> None:
    drill.process(victim).kill()


def _stop(drill: Drill, victim: str) -> None:
    drill.process(victim).stop()
    if isinstance(drill.store, PostgresqlStore):
        # As short as the drill's minutes are, in true ones the server would long have cut off what it was at.
        drill.store.outlast_stalled()


def _server_answers(answer: Answer) -> Callable[[Drill, str], None]:
    return lambda drill, _victim: drill.mail.answers(answer)


def _server_is_down(drill: Drill, _victim: str) -> None:
    drill.mail.go_down()


def _postgresql(drill: Drill) -> PostgresqlStore:
    assert isinstance(drill.store, PostgresqlStore)
    return drill.store


def _restart(mode: str) -> Callable[[Drill, str], None]:
    def strike(drill: Drill, _victim: str) -> None:
        _postgresql(drill).stop(mode)
        drill.store.mend()

    return strike


def _stop_server(mode: str) -> Callable[[Drill, str], None]:
    return lambda drill, _victim: _postgresql(drill).stop(mode)


def _cut_off_leader(drill: Drill, _victim: str) -> None:
    store = _postgresql(drill)
    # Between transactions nobody leads; then it is whoever is connected.
    if not store.cut_off(leader=True):
        store.cut_off(leader=False)


def _fill_disk(drill: Drill, _victim: str) -> None:
    if isinstance(drill.store, PostgresqlStore):
        drill.store.fill_disk()
    else:
        drill.fill_disks_of_schedulers()


def _hold_write_lock(drill: Drill, _victim: str) -> None:
    assert isinstance(drill.store, SqliteStore)
    drill.store.hold_write_lock()


def _clock_off(by: timedelta) -> Callable[[Drill, str], None]:
    return lambda drill, victim: drill.set_off(victim, by)


KILL = Fault("kill -9", _kill, fells=True)
STOP = Fault("stopped beyond the lease, then going on", _stop, lasts=BEYOND_EVERY_LEASE, fells=True)


def _of_mail(name: str, strike: Callable[[Drill, str], None], minutes_long: float = 6) -> Fault:
    return Fault(name, strike, minutes(minutes_long), points=IN_THE_RELAY)


# A mail that may have arrived is repeated less and less often: three minutes are three tries.
MAY_HAVE_ARRIVED = (
    _of_mail("SMTP hanging after accept", _server_answers(Answer.HANG_AFTER_ACCEPT), minutes_long=3),
    _of_mail("SMTP dropped after accept", _server_answers(Answer.DROP_AFTER_ACCEPT), minutes_long=3),
)

OF_THE_MAIL_SERVER = (
    _of_mail("SMTP refused", _server_is_down),
    _of_mail("SMTP 421", _server_answers(Answer.CLOSING)),
    _of_mail("SMTP 451", _server_answers(Answer.BUSY)),
    _of_mail("SMTP hanging before the text", _server_answers(Answer.HANG_BEFORE_TEXT)),
    _of_mail("SMTP dropped before the text", _server_answers(Answer.DROP_BEFORE_TEXT)),
    *MAY_HAVE_ARRIVED,
)

OF_THE_DATABASE = (
    Fault("PostgreSQL restarted fast", _restart("fast"), engines=("postgresql",)),
    Fault("PostgreSQL restarted immediately", _restart("immediate"), engines=("postgresql",)),
    Fault("PostgreSQL down, stopped fast", _stop_server("fast"), engines=("postgresql",)),
    Fault("PostgreSQL down, stopped immediately", _stop_server("immediate"), engines=("postgresql",)),
    Fault("the leader's connection killed", _cut_off_leader, engines=("postgresql",)),
    Fault("the writer's lock held", _hold_write_lock, engines=("sqlite",), points=OUTSIDE_TRANSACTIONS),
    Fault("disk full", _fill_disk),
)

OF_THE_CLOCK = (
    Fault("clock an hour fast", _clock_off(timedelta(hours=1))),
    Fault("clock an hour slow", _clock_off(timedelta(hours=-1))),
)

ALL = (KILL, STOP, *OF_THE_MAIL_SERVER, *OF_THE_DATABASE, *OF_THE_CLOCK)


def on(engine: str) -> list[Fault]:
    """What can go wrong on this engine."""
    return [fault for fault in ALL if engine in fault.engines]


def named(name: str) -> Fault:
    """The fault of this name."""
    return next(fault for fault in ALL if fault.name == name)
