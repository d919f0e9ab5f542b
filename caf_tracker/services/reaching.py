"""How an adult is reached safely, in which language, and what of the case they may know: not asked counts as no."""

from dataclasses import dataclass

from caf_tracker.models import Adult
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.services.texts import optional


@dataclass(frozen=True, kw_only=True)
class Reaching:
    """What was answered; None for a question that was not asked."""

    language: str | None = None
    needs_interpreter: bool | None = None
    safe_contact: str | None = None
    may_know: bool | None = None
    may_attend: bool | None = None
    may_receive: bool | None = None


def write_reaching(adult: Adult, reaching: Reaching, prefix: str = "") -> None:
    """Put what was given on the adult; RuleBroken, its field beginning with the prefix, if a rule forbids it."""
    adult.language = optional(f"{prefix}language", reaching.language, SHORT_TEXT)
    adult.needs_interpreter = reaching.needs_interpreter
    adult.safe_contact = optional(f"{prefix}safe_contact", reaching.safe_contact)
    adult.may_know = reaching.may_know
    adult.may_attend = reaching.may_attend
    adult.may_receive = reaching.may_receive


def reaching_of(adult: Adult) -> Reaching:
    """What is recorded of an adult."""
    return Reaching(**{name: getattr(adult, name) for name in Reaching.__dataclass_fields__})


def reaching_as_text(reaching: Reaching) -> dict[str, str]:
    """Each answer in words, for two that differ."""
    words = {True: "Yes", False: "No", None: "Not asked"}
    answers = ("needs_interpreter", "may_know", "may_attend", "may_receive")
    return {
        "language": reaching.language or "",
        "safe_contact": reaching.safe_contact or "",
        **{name: words[getattr(reaching, name)] for name in answers},
    }
