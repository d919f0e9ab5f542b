"""Social care's file arrives at the moment at which somebody acts on the same family: nothing twice, nothing lost."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, Child, ClosureProblem, MeetingTrigger, PossibleMatch, StepDown, User
from caf_tracker.services.unfinished_forms import begin_form
from tests import factories
from tests.factories import Authority
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.drafts import drafted, make_draft, revising
from tests.integration.at_once.meetings import Part
from tests.integration.at_once.often import mostly_proof
from tests.integration.at_once.racing import Sending, at_once, browser, reads, sound
from tests.integration.at_once.standing_sound import broken
from tests.integration.closures.files import lines, row

pytestmark = pytest.mark.proof

# Fewer rounds of what these try in the same way.
MOST = {"the draft is decided", "the same file arrives twice"}


@dataclass(frozen=True)
class Arrival:
    """A file, what somebody sends meanwhile (a second file, if nothing), and what does not hold afterwards."""

    file: bytes
    other: Part | None
    unsound: Callable[[], list[str]]
    says: tuple[str, ...] = ("at 10:00am today",)


def the_draft_is_decided(authority: Authority, mark: str) -> Arrival:
    draft = _draft(authority, mark)
    path = revising(draft, authority.manager, {**drafted(draft), "remaining_risk": "Typed"}, as_draft=False)
    return Arrival(_file(mark), Part(authority.manager, path), lambda: _decided_and_closed_once(draft))


def the_draft_is_revised(authority: Authority, mark: str) -> Arrival:
    draft = _draft(authority, mark)
    path = revising(draft, authority.social_worker, {**drafted(draft), "remaining_risk": "Typed"})
    # Once it is decided the case is no longer theirs to see: for them it is a page that does not exist.
    says = ("at 10:00am today", "you may not have a part in the case")
    return Arrival(_file(mark), Part(authority.social_worker, path), lambda: _decided_and_closed_once(draft), says)


def the_closing_is_recorded(authority: Authority, mark: str) -> Arrival:
    case = factories.make_case(authority)
    step_down = factories.make_step_down(case, authority.manager, decided_on=clock.today().replace(month=2, day=16))
    step_down.social_care_reference = f"CSC-{mark}"
    today = {"closed_on-day": "20", "closed_on-month": "2", "closed_on-year": "2026", "reason": "They refuse us"}
    part = Part(authority.manager, f"/cases/{case.reference}/close", today)

    def unsound() -> list[str]:
        db.session.refresh(step_down)
        return [*broken(case), *_not(1, _events(case, "close_to_social_care"), "closings")]

    return Arrival(_file(mark), part, unsound)


def the_reference_is_used_elsewhere(authority: Authority, mark: str) -> Arrival:
    draft = make_draft(authority)
    said = {**drafted(draft), "social_care_reference": f"CSC-{mark}"}
    path = revising(draft, authority.manager, said, as_draft=False)

    def unsound() -> list[str]:
        found = sa.select(sa.func.count()).where(StepDown.social_care_reference == f"CSC-{mark}")
        return [*broken(draft.case), *_not(1, db.session.scalar(found) or 0, "step-downs of this reference")]

    return Arrival(_file(mark), Part(authority.manager, path), unsound, ("This reference is already used",))


def the_same_file_arrives_twice(authority: Authority, mark: str) -> Arrival:
    def unsound() -> list[str]:
        cases = sa.select(sa.func.count(sa.distinct(Child.case_id))).where(
            Child.name.in_([f"Ada {mark}", f"Bo {mark}"])
        )
        problems = db.session.scalar(sa.select(sa.func.count()).select_from(ClosureProblem)) or 0
        return [*_not(2, db.session.scalar(cases) or 0, "cases"), *_not(0, problems, "problems")]

    file = lines(row(f"CSC-{mark}", f"Ada {mark}"), row(f"CSD-{mark}", f"Bo {mark}", BORN="2021-01-09"))
    return Arrival(file, None, unsound)


def the_child_is_opened_by_hand(authority: Authority, mark: str) -> Arrival:
    child = {
        "name": f"Ada {mark}", "born": "2020-05-04", "due": None, "nhs_number": None, "gp": None, "school": None,
        "disability": None, "mobility": None, "mobility_seen_by": None, "mobility_seen_on": None,
    }  # fmt: skip
    answers = {"children": {"1": child}, "adults": {}, "area_id": authority.area.id, "different_family": False}
    begun = begin_form(actor=authority.head, at=clock.now(), kind="open_case", answers=answers)

    def unsound() -> list[str]:
        children = list(db.session.scalars(sa.select(Child.id).where(Child.name == f"Ada {mark}")))
        matches = sa.select(sa.func.count()).where(PossibleMatch.child_id.in_(children))
        return _not(len(children) - 1, db.session.scalar(matches) or 0, "possible matches")

    part = Part(authority.head, f"/cases/open/{begun.key}/check")
    return Arrival(_file(mark, f"Ada {mark}"), part, unsound, ("is the family already known?",))


ARRIVALS = {
    "the draft is decided": the_draft_is_decided,
    "the draft is revised": the_draft_is_revised,
    "the closing is recorded": the_closing_is_recorded,
    "the reference is used for another family": the_reference_is_used_elsewhere,
    "the same file arrives twice": the_same_file_arrives_twice,
    "the child's case is opened by hand": the_child_is_opened_by_hand,
}


@pytest.mark.parametrize("what", mostly_proof(ARRIVALS, daily={"the draft is decided"}))
def test_a_file_arrives_while(app: Flask, what: str, length: Length, figure: Figure) -> None:
    authority, tally = factories.make_authority(), Counter[str]()
    for number in range(length(2, 200 if what in MOST else 25)):
        arrival = ARRIVALS[what](authority, f"R{number}")
        parts = [_upload(authority.coordinator, arrival.file), arrival.other or _upload(authority.head, arrival.file)]
        order = parts if number % 2 else parts[::-1]
        browsers = [browser(app, part.by) for part in order]
        answers = at_once(
            [Sending(who, part.page, part.data, part.to) for who, part in zip(browsers, order, strict=True)]
        )
        pages = [f"{answer.status}: {reads(answer.text)}" for answer in answers]
        assert arrival.unsound() == [], pages
        tally.update(rounds=1)
        for place, (part, answer) in enumerate(zip(order, answers, strict=True)):
            loaded = part is parts[0] or arrival.other is None
            done = answer.status_code == 302 and not answer.location.endswith("/duplicates")
            assert done or not loaded, pages
            tally.update([f"{'loaded' if loaded else 'done' if done else 'refused'}"])
            if not done:
                shown = browsers[place].get(answer.location) if answer.status_code == 302 else answer
                assert shown.status_code in (200, 404, 409), pages
                assert any(words in reads(shown.text) for words in arrival.says), pages
                sound(shown)
    figure(", ".join(f"{count} {name}" for name, count in tally.items()))


def _upload(by: User, file: bytes) -> Part:
    return Part(by, "/closures", {"file": (io.BytesIO(file), "closures.csv")})


def _file(mark: str, child: str = "Ada Fell") -> bytes:
    return lines(row(f"CSC-{mark}", child))


def _draft(authority: Authority, mark: str) -> StepDown:
    draft = make_draft(authority)
    draft.social_care_reference = f"CSC-{mark}"
    db.session.flush()
    return draft


def _decided_and_closed_once(draft: StepDown) -> list[str]:
    db.session.refresh(draft)
    questions = sa.select(sa.func.count()).where(MeetingTrigger.case_id == draft.case_id)
    return [
        *broken(draft.case),
        *_not(1, _events(draft.case, "decide_step_down"), "decisions"),
        *_not(1, db.session.scalar(questions) or 0, "questions whether to meet"),
        *([] if draft.closed_on else ["the file's closing is lost"]),
    ]


def _events(case: Case, act: str) -> int:
    return (
        db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.case_id == case.id, AuditEvent.act == act)) or 0
    )


def _not(wanted: int, found: int, what: str) -> list[str]:
    return [] if wanted == found else [f"{found} {what}, not {wanted}"]
