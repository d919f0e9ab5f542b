"""The moments of a scheduler's work at which something may go wrong, by name; watched from outside the product."""

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import event

from caf_tracker.extensions import db
from caf_tracker.reminders import digest, outbox, summary, tick
from caf_tracker.reminders.channels.smtp import SmtpChannel


class Point(StrEnum):
    """Where a process can be met. Those "before" a commit lie inside its transaction."""

    BEFORE_TELLING_COMMIT = "before the telling's commit"
    AFTER_TELLING_COMMIT = "after the telling's commit"
    BEFORE_DIGEST_COMMIT = "before the digests' commit"
    AFTER_DIGEST_COMMIT = "after the digests' commit"
    BEFORE_SUMMARY_COMMIT = "before the summaries' commit"
    AFTER_SUMMARY_COMMIT = "after the summaries' commit"
    BEFORE_CLAIM_COMMIT = "before the claim's commit"
    AFTER_CLAIMING = "after claiming a mail"
    BEFORE_CONNECTING = "before connecting"
    AFTER_250 = "after the server's 250 and before marking"
    BEFORE_MARK_COMMIT = "before the mark's commit"
    AFTER_MARKING = "after marking"
    AFTER_BOUNCE = "after an address was marked as refused"


# Reached in every morning that tells somebody; AFTER_BOUNCE only where a server refuses an address.
EVERY_MORNING = tuple(point for point in Point if point is not Point.AFTER_BOUNCE)
IN_TRANSACTION = frozenset(point for point in Point if point.name.endswith("_COMMIT") and point.name[:6] == "BEFORE")

# Where mail is on its way, or about to be.
IN_THE_RELAY = (
    Point.BEFORE_CLAIM_COMMIT, Point.AFTER_CLAIMING, Point.BEFORE_CONNECTING, Point.AFTER_250, Point.AFTER_MARKING,
)  # fmt: skip

Reached = Callable[[Point], None]


def watch(reached: Reached) -> None:
    """Call `reached` at every point from now on, in this process; the product's own code is not touched."""
    commits = _Commits(reached)
    commits.follow(tick, "sweep", Point.BEFORE_TELLING_COMMIT, Point.AFTER_TELLING_COMMIT, lambda made: made.told)
    commits.follow(digest, "queue_digests", Point.BEFORE_DIGEST_COMMIT, Point.AFTER_DIGEST_COMMIT)
    commits.follow(summary, "queue_summaries", Point.BEFORE_SUMMARY_COMMIT, Point.AFTER_SUMMARY_COMMIT)
    commits.follow(outbox, "claim", Point.BEFORE_CLAIM_COMMIT, Point.AFTER_CLAIMING)
    commits.follow(outbox, "mark_sent", Point.BEFORE_MARK_COMMIT, Point.AFTER_MARKING, lambda _made: True)
    commits.follow(outbox, "mark_bounced", None, Point.AFTER_BOUNCE)
    _before_and_after(SmtpChannel, "connect", before=lambda: reached(Point.BEFORE_CONNECTING))
    _before_and_after(SmtpChannel, "send", after=lambda: reached(Point.AFTER_250))


class _Commits:
    """The next commit after certain steps, and which points lie before and after it."""

    def __init__(self, reached: Reached) -> None:
        self._reached = reached
        self._before: Point | None = None
        self._after: Point | None = None
        event.listen(db.session, "before_commit", self._before_commit)
        event.listen(db.session, "after_commit", self._after_commit)
        event.listen(db.session, "after_rollback", self._after_rollback)

    def follow(
        self, module: Any, name: str, before: Point | None, after: Point, worked: Callable[[Any], object] = bool
    ) -> None:
        """Watch the commit that comes after this step, if the step made anything."""
        step = getattr(module, name)

        @functools.wraps(step)
        def followed(*args: Any, **named: Any) -> Any:
            made = step(*args, **named)
            if worked(made):
                self._before, self._after = before, after
            return made

        setattr(module, name, followed)

    def _before_commit(self, _session: object) -> None:
        before, self._before = self._before, None
        if before is not None:
            self._reached(before)

    def _after_commit(self, _session: object) -> None:
        after, self._after = self._after, None
        if after is not None:
            self._reached(after)

    def _after_rollback(self, _session: object) -> None:
        self._before = self._after = None


def _before_and_after(
    owner: type, name: str, *, before: Callable[[], None] = lambda: None, after: Callable[[], None] = lambda: None
) -> None:
    step = getattr(owner, name)

    @functools.wraps(step)
    def watched(*args: Any, **named: Any) -> Any:
        before()
        made = step(*args, **named)
        after()
        return made

    setattr(owner, name, watched)
