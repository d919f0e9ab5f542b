"""A system administrator at the outbox: what failed, in the server's words, sent again by one button."""

from caf_tracker.extensions import db
from caf_tracker.models import Mail, Tick
from caf_tracker.models.words import MailKind
from tests import factories
from tests.fixtures.browsing import Live, Visitor

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
    assert page.get_by_text(WORDS).is_visible()
    visitor.check_looks("outbox, failed")
    page.get_by_role("link", name="Retrying (1)").click()
    assert page.get_by_text(email).is_visible()
    visitor.check_looks("outbox, retrying")
    page.get_by_role("link", name="Failed (1)").click()

    page.get_by_role("button", name="Send again").click()

    assert page.get_by_text("The mail is queued again.").is_visible()
    assert page.get_by_text("No mail has failed.").is_visible()
    visitor.check_looks("outbox, sent again")
