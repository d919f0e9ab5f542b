"""The forms about the team and who is engaging."""

from datetime import date

from caf_tracker.extensions import db
from caf_tracker.models import Agency, TeamAgency
from tests import factories
from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import Data, Stage, date_of, led


def _member(stage: Stage) -> Data:
    return {
        "worker_name": "Alma Reyes", "own_reference": "Mill Lane 204", **date_of("involved_since", 1, 9, 2025),
        "sharing_basis": "public_task", "sharing_reason": "The mother has not been asked",
        "sharing_scope": "Attendance", "family_told": "no",
    }  # fmt: skip


_MEMBER_WRONG: tuple[tuple[Data, str], ...] = (
    (date_of("involved_since", 4, 3, 2026), "must be today or in the past"),
    (date_of("involved_since", 30, 2, 2025), "must be a real date"),
    ({"sharing_reason": " "}, "Enter why information is shared without"),
)


def _in_team(stage: Stage, agency: Agency) -> TeamAgency:
    """The agency's place in the team, made when it is first asked for."""
    found = db.session.query(TeamAgency).filter_by(case_id=stage.case.id, agency_id=agency.id).one_or_none()
    return found or factories.add_to_team(stage.case, agency)


def _since_january(stage: Stage) -> TeamAgency:
    """The lead's own agency, which has known the family since 1 January."""
    member = _in_team(stage, stage.authority.health_visiting)
    member.involved_since = date(2026, 1, 1)
    return member


TEAMS = {
    "add to the team": FormOfThePath(
        stage=led, by=lambda who: who.manager, data=_member,
        path=lambda stage: f"{stage.at}/team/add/{stage.authority.school.id}",
        texts=("worker_name", "own_reference"), long_texts=("sharing_reason", "sharing_scope"),
        choices=("worker", "sharing_basis", "family_told"), wrong=_MEMBER_WRONG,
    ),
    "change an agency in the team": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, data=_member,
        path=lambda stage: f"{stage.at}/team/{_in_team(stage, stage.authority.school).id}/change",
        texts=("worker_name",), choices=("worker",), wrong=_MEMBER_WRONG,
    ),
    "take out of the team": FormOfThePath(
        stage=led, by=lambda who: who.manager, data=lambda stage: {"reason": "The child has moved to another school"},
        path=lambda stage: f"{stage.at}/team/{_in_team(stage, stage.authority.school).id}/remove",
        long_texts=("reason",), wrong=(({"reason": " "}, "Enter why"),),
    ),
    "engagement": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor,
        path=lambda stage: f"{stage.at}/engagement/{_since_january(stage).id}",
        data=lambda stage: {
            "status": "not_brought", "evidence": "record", "said_by": "Jo Field, clinic",
            "note": "Missed the 8-week check", "who": f"child-{stage.case.children[0].id}",
            **date_of("as_of", 2, 3, 2026),
        },
        texts=("said_by",), long_texts=("note",), choices=("status", "evidence", "who"),
        wrong=(
            ({"status": ""}, "Select whether the family uses"),
            ({"evidence": ""}, "Select how the agency knows"),
            ({"who": "child-999"}, "Choose one of the answers"),
            (date_of("as_of", 4, 3, 2026), "must be today or in the past"),
            (date_of("as_of", 30, 2, 2026), "must be a real date"),
            # The visitor has known the family since 1 January.
            (date_of("as_of", 31, 12, 2025), "on or after the day since which"),
        ),
    ),
}  # fmt: skip
