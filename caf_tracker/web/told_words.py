"""What became of a reminder's mail, and in which part somebody is told, in words."""

from caf_tracker.duties.parts import Part
from caf_tracker.models import Mail
from caf_tracker.models.words import MailMode
from caf_tracker.web.filters import moment

PARTS = {
    Part.PERSON: "the person who was asked",
    Part.PERSONS_MANAGER: "the manager of the person who was asked",
    Part.LEAD: "the lead professional",
    Part.LEADS_MANAGER: "the lead professional’s manager",
    Part.MANAGER: "the manager who decided the step-down",
    Part.MANAGERS_MANAGER: "that manager’s own manager",
    Part.COORDINATOR: "the early help coordinator",
    Part.HEAD: "the head of service",
    Part.CONTACT: "the receiving agency’s contact",
}


def parts_words(parts: int) -> str:
    """The parts in words: "the lead professional and the head of service"."""
    named = [words for part, words in PARTS.items() if part & parts]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def mail_words(mode: MailMode, mail: Mail | None) -> str:
    """What became of the mail of a telling."""
    if mode is MailMode.NO:
        return "No e-mail: shown on the page at the time"
    if mail is None:
        return "Waits for the day’s e-mail" if mode is MailMode.DIGEST else "E-mail not sent yet"
    if mail.sent_at:
        return f"E-mail sent {moment(mail.sent_at)}"
    if mail.given_up_at:
        return f"E-mail could not be delivered: given up {moment(mail.given_up_at)}"
    return "E-mail delayed, still trying" if mail.attempts else "E-mail waits to be sent"
