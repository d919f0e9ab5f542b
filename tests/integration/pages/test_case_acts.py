"""The buttons of a case page: at every stage, for every part in the case, each one offered opens."""

import re

import pytest

from caf_tracker import clock
from caf_tracker.models import Case
from caf_tracker.models.words import ApprovalKind
from caf_tracker.services import approvals, handovers, leads
from tests import stories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.pages import parsed, text_of
from tests.fixtures.plugin import ClockAt, SignIn
from tests.fixtures.proving import Length
from tests.integration.pages.conftest import read

DAY = "2026-03-02"


def opened(authority: Authority) -> Case:
    return stories.open_family(authority, f"{DAY} 09:00")


def asked_without_a_step_down(authority: Authority) -> Case:
    case = opened(authority)
    stories.nominate(authority, case, f"{DAY} 09:05")
    return case


def started_without_a_step_down(authority: Authority) -> Case:
    case = asked_without_a_step_down(authority)
    stories.accept(case, f"{DAY} 09:10")
    stories.agree(case, f"{DAY} 09:20")
    stories.start(case, f"{DAY} 09:30")
    return case


def decided(authority: Authority) -> Case:
    return stories.decide(authority, f"{DAY} 09:00", meeting=False)


def nominated(authority: Authority) -> Case:
    return stories.decide(authority, f"{DAY} 09:00", nominee=authority.health_visitor)


def accepted(authority: Authority) -> Case:
    case = nominated(authority)
    stories.accept(case, f"{DAY} 09:10")
    return case


def refused(authority: Authority) -> Case:
    case = accepted(authority)
    stories.agree(case, f"{DAY} 09:20", agreed=False)
    return case


def agreed(authority: Authority) -> Case:
    case = accepted(authority)
    stories.agree(case, f"{DAY} 09:20")
    return case


def started(authority: Authority) -> Case:
    case = agreed(authority)
    stories.start(case, f"{DAY} 09:30")
    return case


def confirmed(authority: Authority) -> Case:
    case = started(authority)
    yes = handovers.Check(done=True)
    handovers.confirm_handover(
        actor=authority.manager, at=stories.london(f"{DAY} 09:35"), step_down=stories.step_down_of(case),
        papers=yes, joint_visit=yes, actions=yes, family=yes,
    )  # fmt: skip
    return case


def closed(authority: Authority) -> Case:
    case = nominated(authority)
    stories.close(authority, case, f"{DAY} 09:40")
    return case


def returned(authority: Authority) -> Case:
    case = decided(authority)
    stories.return_to_social_care(authority, case, f"{DAY} 09:50")
    return case


STAGES = (
    opened,
    asked_without_a_step_down,
    started_without_a_step_down,
    decided,
    nominated,
    accepted,
    refused,
    agreed,
    started,
    confirmed,
    closed,
    returned,
)
# The last has no part in these cases: whatever they ask for does not exist.
ROLES = ("manager", "coordinator", "health_visitor", "team_leader", "teacher")


def offered(html: str) -> dict[str, str]:
    """The words and the address of every button and link with which something is done."""
    main = parsed(html).find(".//main")
    assert main is not None
    return {
        text_of(link): link.get("href") or ""
        for link in main.iter("a")
        if re.match(r"/(cases/EH-[^/]+|approvals)/", link.get("href") or "")
    }


@pytest.mark.proof(only="postgresql")
def test_every_act_that_is_offered_opens(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, length: Length
) -> None:
    clock_at(f"{DAY} 10:00")
    # Every day a third of the stages, from one end of the path to the other.
    cases = {stage.__name__: stage(authority) for stage in STAGES[length(1, 0) :: length(3, 1)]}
    # Whether each page is sound is for its own tests; here it is only asked whether it opens.
    client.check_pages = False
    answers = {}
    for role in ROLES:
        sign_in(client, getattr(authority, role))
        for stage, case in cases.items():
            page = client.get(f"/cases/{case.reference}")
            for words, address in offered(page.text).items():
                answers[role, stage, words] = client.get(address).status_code
    assert {act: status for act, status in answers.items() if status not in (200, 302)} == {}
    assert {role for role, _, _ in answers} == set(ROLES) - {"teacher"}


def test_each_part_in_the_case_is_offered_its_own_acts(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at(f"{DAY} 10:00")
    case = agreed(authority)
    found = {}
    for role in ("manager", "coordinator", "health_visitor"):
        sign_in(client, getattr(authority, role))
        page = client.get(f"/cases/{case.reference}").text
        section = page.split('id="acts"')[1].split("</section>")[0]
        found[role] = re.findall(r">([^<>]+)</a>", section)
    assert found == {
        "manager": [
            "Nominate another lead professional",
            "Record what the family said",
            "Arrange a meeting",
            "Change the team",
            "Close to social care",
            "End without a CAF",
            "Record a return to social care",
            "End the lead professional’s part",
            "Record a change that may call for a meeting",
        ],
        "coordinator": [
            "Nominate another lead professional",
            "Record what the family said",
            "Start the CAF",
            "Arrange a meeting",
            "Change the team",
            "End without a CAF",
            "End the lead professional’s part",
            "Record a change that may call for a meeting",
        ],
        "health_visitor": [
            "Nominate another lead professional",
            "Record what the family said",
            "Start the CAF",
            "Arrange a meeting",
            "Change the team",
            "End the lead professional’s part",
            "Record a change that may call for a meeting",
        ],
    }


def test_a_second_persons_answer_is_asked_for_and_shown_as_waiting(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at(f"{DAY} 10:00")
    case = decided(authority)
    request = approvals.request_outcome(
        actor=authority.manager,
        at=clock.now(),
        step_down=stories.step_down_of(case),
        kind=ApprovalKind.END_WITHOUT_CAF,
        reason="The family moved in with grandparents who need no help",
        asked=authority.head,
    )
    sign_in(client, authority.head)
    assert "You have been asked, as the second person, to approve or refuse." in read(client.get("/"))
    page = client.get(f"/cases/{case.reference}")
    assert "End without a CAF: Harriet Okafor has been asked Asked by Marcus Adeyemi, 2 March 2026" in read(page)
    assert offered(page.text)["Approve or refuse"] == f"/approvals/{request.id}"
    sign_in(client, authority.manager)
    assert "End without a CAF" not in offered(client.get(f"/cases/{case.reference}").text)
    approvals.refuse(actor=authority.head, at=clock.now(), request=request, reason="The grandparents asked for help")
    page = client.get(f"/cases/{case.reference}")
    assert "Refused: End without a CAF" in read(page) and "Waiting for a second person" not in read(page)


def test_closing_comes_last_and_can_be_recorded_after_the_handover_is_confirmed(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at(f"{DAY} 10:00")
    case = confirmed(authority)
    sign_in(client, authority.manager)
    assert "Close to social care" in offered(client.get(f"/cases/{case.reference}").text)
    form = client.get(f"/cases/{case.reference}/close")
    assert "Nothing is open" in form.text
    day = {"closed_on-day": "2", "closed_on-month": "3", "closed_on-year": "2026"}
    client.submit(f"/cases/{case.reference}/close", day)
    assert stories.step_down_of(case).closed_on == clock.today()


def test_a_lead_whose_successor_is_asked_is_not_offered_the_successors_answer(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at(f"{DAY} 10:00")
    case = accepted(authority)
    leads.nominate_lead(actor=authority.health_visitor, at=clock.now(), case=case, nominee=authority.teacher)
    sign_in(client, authority.health_visitor)
    assert f"/cases/{case.reference}/lead" not in offered(client.get(f"/cases/{case.reference}").text).values()


def test_the_handover_makes_room_for_the_daily_work_once_it_is_done(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at(f"{DAY} 10:00")
    case = confirmed(authority)
    sign_in(client, authority.coordinator)
    before = client.get(f"/cases/{case.reference}").text
    stories.close(authority, case, f"{DAY} 09:40")
    after = client.get(f"/cases/{case.reference}").text
    assert before.index("The handover</h2>") < before.index("What is owed</h2>")
    assert after.index("Who is around this family</h2>") < after.index("The handover</h2>")
    words = list(offered(after))
    assert words.index("Read or write the plan") < words.index("Decide a step-down")
