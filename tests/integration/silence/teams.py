"""Acts of the team: agencies join and leave, and somebody says whether the family engages, or the agency answers."""

from datetime import date, timedelta

import sqlalchemy as sa

from caf_tracker.checker.history import History
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Child, TeamAgency, Telling, User
from caf_tracker.models.words import MAKES_KNOWN, EngagementStatus, Evidence, MailMode
from caf_tracker.services import engagement, mailbox_questions, team
from tests.integration.silence.scene import NothingToDo, Scene, act


def _is_open(history: History) -> bool:
    return history.is_open


def _has_team(history: History) -> bool:
    return history.is_open and any(row.left_at is None for row in history.rows.team)


def _everybody_concerned(scene: Scene) -> list[User]:
    return scene.office + scene.lead


def _member(scene: Scene) -> TeamAgency:
    rows = [row for row in scene.of.rows.team if row.left_at is None] or scene.of.rows.team
    return db.session.get_one(TeamAgency, scene.one_of(rows).id)


def _as_of(scene: Scene) -> date:
    """Today, or a day that makes what is known stale soon, or at once."""
    return scene.today - timedelta(days=scene.one_of((0, 0, 0, 1, 2, 5, 12, 26, 27, 28, 29, 38, 44, 60)))


@act(_everybody_concerned, _is_open)
def add_agency_to_team(scene: Scene, actor: User) -> object:
    return team.add_agency(actor=actor, at=scene.at, case=scene.case, agency=scene.one_of(scene.agencies))


@act(_everybody_concerned, _has_team)
def remove_agency_from_team(scene: Scene, actor: User) -> None:
    team.remove_agency(actor=actor, at=scene.at, team_agency=_member(scene), reason="They have not met the family")


def _say(scene: Scene, actor: User, status: EngagementStatus, evidence: Evidence) -> object:
    family: list[Child | Adult | None] = [None, None, *scene.case.children, *scene.case.adults]
    return engagement.record_engagement(
        actor=actor,
        at=scene.at,
        case=scene.case,
        agency=_member(scene).agency,
        status=status,
        evidence=evidence,
        as_of=_as_of(scene),
        who=scene.one_of(family),
    )


@act(_everybody_concerned, _has_team)
def record_engagement(scene: Scene, actor: User) -> object:
    """What the agency knows at first hand, mostly that the family comes."""
    statuses = [status for status in EngagementStatus if status != EngagementStatus.UNKNOWN]
    engaged = [EngagementStatus.ENGAGED] * len(statuses)
    return _say(scene, actor, scene.one_of(statuses + engaged), scene.one_of(MAKES_KNOWN))


@act(_everybody_concerned, _has_team)
def record_hearsay(scene: Scene, actor: User) -> object:
    """What others say of it: kept, and clears nothing."""
    hearsay = [evidence for evidence in Evidence if evidence not in MAKES_KNOWN]
    return _say(scene, actor, scene.one_of(list(EngagementStatus)), scene.one_of(hearsay))


@act(_everybody_concerned, _has_team)
def record_that_it_is_unknown(scene: Scene, actor: User) -> object:
    return _say(scene, actor, EngagementStatus.UNKNOWN, scene.one_of(list(Evidence)))


def _somebody(scene: Scene) -> list[User]:
    """An answer from a mailbox is given by nobody who has an account."""
    return scene.users[:1]


@act(_somebody, lambda history: any(row.agency_id is not None for row in history.rows.tellings))
def answer_from_mailbox(scene: Scene, actor: User) -> object:
    asked = sa.select(Telling).where(
        Telling.case_id == scene.of.case.id,
        Telling.duty == "engagement_unknown",
        Telling.agency_id.is_not(None),
        Telling.mail != MailMode.FOLDED,
    )
    tellings = db.session.scalars(asked.order_by(Telling.id.desc())).all()
    if not tellings:
        raise NothingToDo
    return mailbox_questions.answer(
        at=scene.at,
        telling=tellings[0] if scene.maybe(0.8) else scene.one_of(tellings),
        status=scene.one_of(list(EngagementStatus)),
        evidence=scene.one_of(list(Evidence)),
        as_of=_as_of(scene),
        said_by="Robin Field",
    )
