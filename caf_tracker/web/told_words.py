"""What became of a reminder's mail, and in which part somebody is told, in words."""

from caf_tracker.duties.parts import Part
from caf_tracker.models import Mail, Telling
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


def told_as(telling: Telling) -> str:
    """In which parts the recipient was told, on their own account or for somebody who is away."""
    own, theirs = parts_words(telling.parts), parts_words(telling.deputy_parts or 0)
    if telling.deputy_of is None:
        return own
    deputy = f"the deputy of {theirs}, who is away"
    return f"{own}, and as {deputy}" if own else deputy


def stands_in(telling: Telling, *, yours: bool) -> str:
    """For whom the recipient was told, in a sentence; nothing for those told on their own account alone."""
    if telling.deputy_of is None:
        return ""
    away = telling.deputy_of.name
    if yours:
        return f"You are told because you stand in for {away} while they are away"
    return f"Told because they stand in for {away}, who is away"


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
