"""Thousands of requests that nobody ought to send: never a crash, and never an act that was not asked for."""

import gc
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.references import number_of
from tests.fixtures.databases import Database
from tests.fixtures.proving import Figure, Length
from tests.integration.door.asking import Answered, Asked, Asker
from tests.integration.door.conftest import CountingHasher
from tests.integration.door.families import Families, fill_in_forms, make_families
from tests.integration.door.watching import Change, Watch

ROLES = ("health_visitor", "manager", "system_admin", "coordinator")
# Traces of use, half-filled forms, and how often a mailbox asked for a code or typed a wrong one: no facts of anybody.
_NO_FACTS = {"sign_in_sessions", "wrong_tries", "known_browsers", "unfinished_forms", "mailbox_questions"}
# Whose acts may reach any case: a person who leaves loses their leads, a file brings closures.
_REACHING_FAR = re.compile(r"/people/\d+/(?:disable|change|enable)|/closures|/closures/possible-matches/\d+")
_OF_PEOPLE = {"users", "agencies", "areas", "invitations"}
_OWN_ACCOUNT = re.compile(r"/account/password|/invitation/.*|/sign-in")


class Rules:
    """What no request may do, whatever it holds."""

    def __init__(self, watch: Watch, families: Families, role: str) -> None:
        self.watch = watch
        self.requests = {row["id"]: row["case_id"] for row in watch.kept["approval_requests"].values()}
        every = {case.id for case in families.cases.values()}
        led = {case.id for stage, case in families.cases.items() if stage in ("nominated", "led", "agreed", "started")}
        nobody = {"health_visitor": every - led, "system_admin": every}
        self.forbidden = nobody.get(role, families.of_others)

    def broken(self, asked: Asked, answered: Answered, changes: list[Change]) -> Iterator[str]:
        """What this request did that it may not."""
        if answered.status >= 500:
            yield f"answered {answered.status}: {answered.text[:300]}"
        if "Content-Security-Policy" not in answered.headers:
            yield "no protecting headers"
        facts = [change for change in changes if change.table not in _NO_FACTS]
        if facts and asked.method != "POST":
            yield f"a {asked.method} changed {_named(facts)}"
        if facts and answered.status >= 400:
            yield f"an answer of {answered.status} changed {_named(facts)}"
        if facts and "govuk-error-summary" in answered.text:
            yield f"a page with messages of what is wrong changed {_named(facts)}"
        yield from self._others(asked, facts)

    def _others(self, asked: Asked, facts: list[Change]) -> Iterator[str]:
        touched = {case for change in facts for case in self._cases(change)}
        known = {key[0] for key in self.watch.kept["cases"]}
        far = _REACHING_FAR.fullmatch(asked.path)
        if touched & self.forbidden and not (far and asked.path.startswith("/people")):
            yield f"a case of others was changed: {_named(facts)}"
        if (touched & known) - self._meant(asked) and not far:
            yield f"another case was changed than the one that was meant: {_named(facts)}"
        people = [change for change in facts if change.table in _OF_PEOPLE]
        if people and not asked.path.startswith("/people") and not _OWN_ACCOUNT.fullmatch(asked.path):
            yield f"people were changed: {_named(people)}"

    def _cases(self, change: Change) -> set[int]:
        rows = [row for row in (change.before, change.after) if row]
        return {case for row in rows for case in self.watch.case_of(change.table, row)}

    def _meant(self, asked: Asked) -> set[int]:
        if found := re.match(r"/cases/([^/]+)", asked.path):
            number = number_of(found[1])
            return {number} if number else set()
        if found := re.match(r"/approvals/(\d{1,9})(?!\d)", asked.path):
            return {self.requests.get(int(found[1]), 0)}
        return set()


def _named(changes: list[Change]) -> str:
    return str(sorted({(change.table, *sorted(change.columns)) for change in changes}))[:300]


@pytest.fixture
def families(app: Flask, hasher: CountingHasher) -> Families:
    """Families at every stage, in two areas."""
    return make_families()


@pytest.fixture
def asker_for(app: Flask, families: Families) -> Callable[[str], Asker]:
    """Somebody of a role, with forms begun."""

    def make(role: str) -> Asker:
        user = getattr(families.authority, role)
        fill_in_forms(app, families, user)
        return Asker(app, families, user)

    return make


@dataclass
class Run:
    """What came of the requests of one person."""

    role: str
    statuses: Counter[int] = field(default_factory=Counter)
    acts: int = 0
    wrong: list[str] = field(default_factory=list)

    def send(self, number: int, asker: Asker, rules: Rules) -> None:
        """One request, looked at from all sides; the database is as before when it is over."""
        asked = asker.make_up(Random(f"{self.role} {number}"))  # noqa: S311 - no secret, and the same every time
        try:
            answered = asker.ask(asked)
            broken = list(rules.broken(asked, answered, changes := rules.watch.changes()))
            self.statuses[answered.status] += 1
        except Exception:
            broken, changes = [traceback.format_exc()[-1500:]], rules.watch.changes()
            self.statuses[500] += 1
        self.wrong += [f"{self.role}, request {number}: {words}\n{asked}" for words in broken]
        self.acts += any(change.table not in _NO_FACTS for change in changes)
        rules.watch.put_back(changes)


@pytest.mark.proof
# A form that breaks off leaves its files to be closed by the interpreter.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
def test_no_request_crashes_and_none_acts_unasked(
    database: Database, families: Families, asker_for: Callable[[str], Asker], length: Length, figure: Figure
) -> None:
    # The requests are the same on both engines: the full ten thousand of each person go to one of them.
    wanted = length(20, 10_000) if database.engine == "sqlite" else length(6, 2_500)
    askers = {role: asker_for(role) for role in ROLES[: length(3, 4)]}
    watch = Watch(database)
    runs = []
    for role, asker in askers.items():
        rules, run = Rules(watch, families, role), Run(role)
        db.session.rollback()
        runs.append(run)
        for number in range(wanted):
            run.send(number, asker, rules)
        count = sum(run.statuses.values())
        figure(
            f"{role}: {count} requests, {len(run.wrong)} wrong, {run.acts} acts; {dict(sorted(run.statuses.items()))}"
        )
    watch.window.close()
    gc.collect()
    wrong = [words for run in runs for words in run.wrong]
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n\n".join(wrong[:15])
