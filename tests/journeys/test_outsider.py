"""Somebody without an account answers for their agency from its mailbox, and the lead professional sees it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from caf_tracker import clock
from caf_tracker.models.words import AgencyKind
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from tests import factories
from tests.factories import Authority
from tests.fixtures.browsing import Live, Visitor
from tests.fixtures.mail_sink import MailSink, sink
from tests.journeys.filling import choose, fill, fill_date, press
from tests.journeys.looking import look

Visit = Callable[..., Visitor]


@dataclass
class Post:
    """A mail server, and what it took for one mailbox."""

    live: Live
    server: MailSink

    def send(self) -> None:
        """Tell whoever is due, and send what waits."""
        with self.live.data():
            tick(clock.now())
            channel = SmtpChannel(SmtpServer(host=self.server.host, port=self.server.port))
            relay_tick(channel, Letterhead.from_settings(self.live.app.config))

    def last_to(self, mailbox: str) -> str:
        """The text of the last mail to this mailbox."""
        mail: EmailMessage = [mail for mail in self.server.arrived if mail["To"] == mailbox][-1]
        body = mail.get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@pytest.fixture
def post(live: Live) -> Iterator[Post]:
    with sink() as server:
        yield Post(live, server)


def a_nursery_in_a_team(live: Live, *, own_reference: str | None) -> tuple[Authority, str, str]:
    """A family with a lead, and a nursery that has nobody with an account: its mailbox, and the case's reference."""
    with live.data():
        authority = factories.make_authority()
        nursery = factories.make_agency(AgencyKind.NURSERY, "Little Oaks Nursery")
        case = factories.make_case(authority, coordinator=authority.coordinator)
        factories.make_step_down(case, authority.manager)
        factories.make_lead(case, authority.health_visitor, authority.manager)
        factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
        member = factories.add_to_team(case, nursery)
        member.own_reference, member.worker_name = own_reference, "Helen Stubbs"
        return authority, nursery.mailbox or "", case.reference


def link_in(text: str) -> str:
    """The path of the one link by which a mail is answered."""
    [link] = re.findall(r"Answer here, without an account: (\S+)", text)
    return urlsplit(link).path


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.proof(only=True))])
def test_a_nursery_answers_from_its_mailbox_and_the_lead_sees_it(
    live: Live, new_visitor: Visit, post: Post, javascript: bool
) -> None:
    authority, mailbox, reference = a_nursery_in_a_team(live, own_reference="LO 58")
    post.send()
    path = link_in(post.last_to(mailbox))

    # The link shows which family is meant in the nursery's own terms, and nothing else of it.
    outsider = new_visitor(javascript=javascript)
    page = outsider.open(path)
    for told in ("Little Oaks Nursery", "LO 58", "Helen Stubbs", reference):
        expect(page.get_by_text(told, exact=True)).to_be_visible()
    expect(page.get_by_text("Rowan")).to_have_count(0)
    look(outsider, "an agency is asked from its mailbox", javascript=javascript)
    press(page, "Send us a code")
    post.send()
    [code] = re.findall(r"\b\d{6}\b", post.last_to(mailbox))

    # Nothing answered yet: what is missing is named, and a wrong code gives nothing away.
    press(page, "Send the answer")
    expect(page.get_by_role("link", name="Enter the code")).to_be_visible()
    look(outsider, "an agency has answered nothing yet", javascript=javascript)
    choose(page, "Does the family use your agency’s support?", "Uses some of it")
    choose(page, "How does your agency know?", "The agency saw the family itself")
    fill_date(page, "When was that so?", 2, 3, 2026)
    fill(page, "Your name", "Helen Stubbs")
    fill(page, "Anything that the lead professional should know (optional)", "Three mornings of five.")
    fill(page, "Code", "000000" if code != "000000" else "111111")
    press(page, "Send the answer")
    expect(page.get_by_role("link", name="This is not the code of our last mail")).to_be_visible()
    fill(page, "Code", code)
    press(page, "Send the answer")
    expect(page.get_by_role("heading", name="Thank you", exact=True)).to_be_visible()
    look(outsider, "an agency is thanked", javascript=javascript)
    outsider.open(path)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    look(outsider, "a link that was answered", javascript=javascript)
    outsider.expect_trouble(410)

    lead = new_visitor()
    lead.sign_in(authority.health_visitor)
    page = lead.open(f"/cases/{reference}")
    expect(page.get_by_text("2 agencies in the team. Not known: 1.")).to_be_visible()
    page.get_by_role("link", name="Whole family, Little Oaks Nursery: what was recorded").click()
    expect(page.get_by_text("Uses some of it")).to_be_visible()
    expect(page.get_by_text("Helen Stubbs").first).to_be_visible()
    expect(page.get_by_text("Three mornings of five.")).to_be_visible()
    expect(page.get_by_text("2 March 2026").first).to_be_visible()


def test_without_a_reference_of_its_own_an_agency_asks_to_be_telephoned(
    live: Live, new_visitor: Visit, post: Post
) -> None:
    authority, mailbox, reference = a_nursery_in_a_team(live, own_reference=None)
    post.send()
    outsider = new_visitor()
    page = outsider.open(link_in(post.last_to(mailbox)))
    expect(page.get_by_text("We do not know your own reference for this family")).to_be_visible()
    expect(page.get_by_role("button", name="Send us a code")).to_have_count(0)
    outsider.check_looks("an agency that cannot tell which family is meant")
    press(page, "Ask the lead professional to telephone us")
    expect(page.get_by_text("The lead professional sees that you would like a call")).to_be_visible()

    lead = new_visitor()
    lead.sign_in(authority.health_visitor)
    page = lead.open(f"/cases/{reference}")
    expect(page.get_by_text("Asked on 3 March 2026 to be telephoned")).to_be_visible()
