"""A system administrator at the outbox: what failed, in the server's words, sent again by one button."""

from playwright.sync_api import expect

from caf_tracker.extensions import db
from caf_tracker.models import Mail, Tick
from caf_tracker.models.words import MailKind
from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import follow

WORDS = "550 5.1.1 The address " + "x" * 300 + " is not known here"


def test_failed_mail_is_sent_again(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        db.session.add(Tick(job="sweep", started_at=live.moment, finished_at=live.moment, made=3))
        for number, error in enumerate((WORDS, None)):
            db.session.add(
                Mail(
                    kind=MailKind.DIGEST if error else MailKind.SUMMARY, user=authority.teacher, attempts=2,
                    message_id=f"mail-{number}", created_at=live.moment, next_try_at=live.moment, last_error=error,
                    given_up_at=live.moment if error else None,
                )
            )  # fmt: skip
        visitor.sign_in(authority.system_admin)
        email = authority.teacher.email
    page = visitor.open("/outbox")
    expect(page.get_by_text(WORDS)).to_be_visible()
    visitor.check_looks("outbox, failed")
    follow(page.get_by_role("link", name="Retrying (1)"))
    expect(page.get_by_text(email)).to_be_visible()
    visitor.check_looks("outbox, retrying")
    follow(page.get_by_role("link", name="Failed (1)"))

    follow(page.get_by_role("button", name="Send again"))

    expect(page.get_by_text("The mail is queued again.")).to_be_visible()
    expect(page.get_by_text("No mail has failed.")).to_be_visible()
    visitor.check_looks("outbox, sent again")
