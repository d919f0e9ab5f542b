"""Answering the question of a mail from the mailbox that it went to, without an account.

The code that is sent there proves that whoever answers reads that mailbox, and nothing more about them.
"""

import secrets
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from caf_tracker import audit
from caf_tracker.duties.moments import cut_offs
from caf_tracker.duties.still_open import still_open
from caf_tracker.errors import NotVisible, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Case, EngagementObservation, Mail, MailboxQuestion, TeamAgency, Telling
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import EngagementStatus, Evidence, MailKind, MailMode
from caf_tracker.services import engagement, standing
from caf_tracker.services.texts import required
from caf_tracker.services.tokens import token_hash

_DUTY = "engagement_unknown"
_JOB = "answer from a mailbox"
# Our own defaults: a chase comes every week while it is open, and a code is read within the hour or asked for again.
LINK_HOLDS = timedelta(days=30)
CODE_HOLDS = timedelta(hours=1)
# After so many wrong codes the link ends, and more codes than that are sent to nobody.
WRONG_CODES = 10
CODES_SENT = 10


def find_question(*, telling_id: int | None, at: datetime) -> tuple[Telling, TeamAgency]:
    """What this link asks. NotVisible for one that we did not send; TransitionNotAllowed for one that is over."""
    telling = db.session.get(Telling, telling_id) if telling_id is not None else None
    if telling is None or telling.duty != _DUTY or telling.agency_id is None:
        raise NotVisible
    _require_alive(telling, at)
    return telling, db.session.get_one(TeamAgency, telling.subject_id)


def can_be_answered(member: TeamAgency) -> bool:
    """Whether the agency can tell which family is meant: only by its own reference."""
    return member.own_reference is not None


def send_code(*, at: datetime, telling: Telling) -> None:
    """Send a new code to the mailbox; the one before stops working."""
    question = _taken(telling, at)
    if question.codes_sent >= CODES_SENT:
        raise TransitionNotAllowed("Too many codes have been asked for. Please telephone the lead professional.")
    code = f"{secrets.randbelow(1_000_000):06d}"
    question.code_hash = _hash(telling, code)
    question.code_sent_at = at
    question.codes_sent += 1
    db.session.add(
        Mail(
            kind=MailKind.CODE,
            agency_id=telling.agency_id,
            link=code,
            message_id=f"code-{telling.id}-{question.codes_sent}",
            created_at=at,
            next_try_at=at,
        )
    )
    audit.record(job=_JOB, at=at, act="send_code", case=telling.case, telling=telling.id)
    db.session.flush()


def check_code(*, at: datetime, telling: Telling, code: str) -> bool:
    """Whether this is the code last sent, within its hour; a wrong one is counted, and the tenth ends the link."""
    question = _taken(telling, at)
    fresh = question.code_sent_at is not None and at <= question.code_sent_at + CODE_HOLDS
    typed = "".join(letter for letter in code if letter.isdigit())
    if fresh and question.code_hash is not None and secrets.compare_digest(_hash(telling, typed), question.code_hash):
        return True
    question.wrong_codes += 1
    audit.record(job=_JOB, at=at, act="wrong_code", case=telling.case, telling=telling.id)
    db.session.flush()
    return False


def answer(
    *,
    at: datetime,
    telling: Telling,
    status: EngagementStatus,
    evidence: Evidence,
    as_of: date,
    said_by: str,
    note: str | None = None,
) -> EngagementObservation:
    """Record what the agency says; its code has been checked in this transaction. The link ends with the answer."""
    question = _taken(telling, at)
    name = required("said_by", said_by, "Enter your name", SHORT_TEXT)
    observation = engagement.record_answer(
        at=at,
        member=db.session.get_one(TeamAgency, telling.subject_id),
        status=status,
        evidence=evidence,
        as_of=as_of,
        said_by=name,
        note=note,
    )
    question.answered_at = at
    question.observation_id = observation.id
    question.code_hash = None
    audit.record(job=_JOB, at=at, act="record_engagement", case=telling.case, observation=observation.id)
    db.session.flush()
    return observation


def ask_for_call(*, at: datetime, telling: Telling) -> None:
    """The agency would rather be telephoned: the case says so until it has answered."""
    question = _taken(telling, at)
    if question.call_wanted_at is None:
        question.call_wanted_at = at
        audit.record(job=_JOB, at=at, act="ask_for_call", case=telling.case, telling=telling.id)
    db.session.flush()


def calls_wanted(case: Case) -> dict[int, datetime]:
    """When the agencies that have not answered since last asked to be telephoned, by their place in the team."""
    wanted = sa.select(MailboxQuestion.team_agency_id, sa.func.max(MailboxQuestion.call_wanted_at)).where(
        MailboxQuestion.case_id == case.id,
        MailboxQuestion.call_wanted_at.is_not(None),
        MailboxQuestion.answered_at.is_(None),
    )
    found = db.session.execute(wanted.group_by(MailboxQuestion.team_agency_id))
    return {member: at for member, at in found if at is not None}


def note_opened(*, at: datetime, telling: Telling) -> None:
    """Somebody opened the link: what it shows of the case is written down as read."""
    audit.record(job=_JOB, at=at, act="question.read", case=telling.case, telling=telling.id)


def _taken(telling: Telling, at: datetime) -> MailboxQuestion:
    """The question, with the case taken: of two answers at once the second finds it answered."""
    standing.lock(telling.case)
    _require_alive(telling, at)
    question = db.session.get(MailboxQuestion, telling.id, populate_existing=True)
    if question is None:
        question = MailboxQuestion(telling_id=telling.id, case_id=telling.case_id, team_agency_id=telling.subject_id)
        db.session.add(question)
        db.session.flush()
    return question


def _require_alive(telling: Telling, at: datetime) -> None:
    question = db.session.get(MailboxQuestion, telling.id, populate_existing=True)
    if question is not None and question.answered_at is not None:
        raise TransitionNotAllowed("This question has been answered. Thank you: there is nothing more to do.")
    if question is not None and question.wrong_codes >= WRONG_CODES:
        raise TransitionNotAllowed("A wrong code was typed too often. Please telephone the lead professional.")
    newer = sa.exists().where(
        Telling.duty == _DUTY,
        Telling.subject_id == telling.subject_id,
        Telling.agency_id == telling.agency_id,
        Telling.mail != MailMode.FOLDED,
        Telling.id > telling.id,
    )
    if db.session.scalar(sa.select(newer)):
        raise TransitionNotAllowed("A newer mail asks the same. Please use the link in that one.")
    if at > telling.told_at + LINK_HOLDS:
        raise TransitionNotAllowed("This link is too old. Please telephone the lead professional.")
    asked = sa.select(Telling.id).where(Telling.id == telling.id, still_open())
    if db.session.scalar(asked, cut_offs(at)) is None:
        raise TransitionNotAllowed(
            "This is no longer asked: it has been answered, or the agency is not asked any more."
        )


def _hash(telling: Telling, code: str) -> str:
    return token_hash(f"{telling.id} {code}")
