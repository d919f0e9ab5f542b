"""The case that a page is about, and whether the page still shows where the case stands."""

from collections.abc import Callable
from typing import Any, Self

from flask import request
from flask_login import current_user
from wtforms import HiddenField

from caf_tracker.access.permissions import Permission, require
from caf_tracker.access.scope import find_case, reads_summary_only
from caf_tracker.errors import NotPermitted, TransitionNotAllowed
from caf_tracker.models import Case
from caf_tracker.services import standing
from caf_tracker.web.fields import Form
from caf_tracker.web.reading import note_reading


def case_for(permission: Permission | None, reference: str) -> Case:
    """The case with this reference, if the person signed in may see it and do this to it.

    NotVisible (a page that does not exist) or NotPermitted (a page that says so); forms are not even shown to
    those who could not send them, since forms show what is recorded. A form that was sent takes the case first,
    so that of two sendings at the same moment the second sees what the first did. Without a permission, the view
    asks for one itself, after looking at the stage.
    """
    case = find_case(current_user, reference)
    if permission is not None:
        require(current_user, permission, case)
    note_reading(case)
    if request.method == "POST":
        standing.lock(case)
    return case


def whole_case_for(reference: str) -> Case:
    """The case with this reference, if the person signed in may read all of it: a nominee does so once they lead."""
    case = case_for(Permission.READ_CASE, reference)
    if reads_summary_only(current_user, case):
        raise NotPermitted
    return case


class StageForm(Form):
    """A form for an act that could be done again and again: it says what was the last one when the page was shown."""

    stage = HiddenField()

    @classmethod
    def at_stage(cls, stage: str, since: Callable[[], TransitionNotAllowed], **options: Any) -> Self:
        """The form; what `since` answers is raised if it was sent from a page that shows an earlier stage, or twice."""
        form = cls(**options)
        if form.is_submitted() and form.stage.data != stage:
            raise since()
        form.stage.data = stage
        return form
