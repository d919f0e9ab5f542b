"""What somebody is writing of an assessment and has not saved yet."""

from datetime import datetime

from caf_tracker import audit
from caf_tracker.access.permissions import Permission, require
from caf_tracker.models import Caf, Case, User
from caf_tracker.services import drafts, standing
from caf_tracker.services.assessments import Place, check_place, texts
from caf_tracker.services.drafts import Draft


def keep_draft(*, actor: User, at: datetime, case: Case, caf: Caf, place: Place, text: str, version: int) -> None:
    """Keep what the actor has typed so far. An empty text is not kept: it is no loss, and no reason to lose a draft."""
    require(actor, Permission.WRITE_ASSESSMENT, case)
    standing.lock(case)
    check_place(case, place)
    if not text.strip() or _is_saved(caf, place, text, version):
        return
    begins = drafts.keep_draft(actor=actor, at=at, about=place.named(caf), case=case, text=text, version=version)
    if begins:
        audit.record(actor=actor, at=at, act="begin_assessment_draft", case=case, topic=place.topic.value)


def find_draft(*, actor: User, at: datetime, caf: Caf, place: Place) -> Draft | None:
    """What the actor typed there and did not save."""
    return drafts.find_draft(actor=actor, at=at, about=place.named(caf))


def throw_away_draft(*, actor: User, case: Case, caf: Caf, place: Place) -> None:
    """Delete it, unsaved."""
    require(actor, Permission.WRITE_ASSESSMENT, case)
    drafts.forget_draft(actor=actor, about=place.named(caf))


def _is_saved(caf: Caf, place: Place, text: str, version: int) -> bool:
    """Whether nothing would be lost without it: the page's last words, which came in after the saving itself."""
    written = texts(caf).get(place)
    return written is not None and (written.text == text or (version < written.version and text in written.text))
