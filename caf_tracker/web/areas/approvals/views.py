"""The page on which a second person approves or refuses, or the first takes the request back."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import NotPermitted
from caf_tracker.models import ApprovalRequest
from caf_tracker.services.approval_requests import right_to_approve
from caf_tracker.services.approvals import approve, refuse, withdraw
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.approvals import queries
from caf_tracker.web.areas.approvals.forms import AnswerForm
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.reading import note_reading

blueprint = Blueprint("approvals", __name__)
# No larger number fits a database key: it is refused as an address that does not exist.
REQUEST = "/approvals/<int(max=2147483647):request_id>"


@blueprint.route(REQUEST, methods=["GET", "POST"])
@requires(Permission.APPROVE)
def answer(request_id: int) -> ResponseReturnValue:
    """Read the request and answer it; whoever asked is shown how to take it back."""
    asked = _waiting(request_id)
    if asked.requested_by_id == current_user.id:
        return redirect(url_for(".take_back", request_id=asked.id))
    form = AnswerForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            if form.answer.data == "approve":
                approve(actor=current_user, at=clock.now(), request=asked)
                confirm("You approved the request, and it has taken effect")
            else:
                refuse(actor=current_user, at=clock.now(), request=asked, reason=form.reason.data)
                confirm("You refused the request. Everything stays as it was")
            return redirect(url_for("work.home"))
    return _show("answer.html", form, asked)


@blueprint.route(f"{REQUEST}/take-back", methods=["GET", "POST"])
@requires(Permission.READ_CASE)
def take_back(request_id: int) -> ResponseReturnValue:
    """Whoever asked takes the request back."""
    asked = _waiting(request_id)
    if asked.requested_by_id != current_user.id:
        raise NotPermitted
    form = Form()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            withdraw(actor=current_user, at=clock.now(), request=asked)
            confirm("Your request is taken back")
            return redirect(url_for("case_page.show", reference=asked.case.reference))
    return _show("take_back.html", form, asked)


def _waiting(request_id: int) -> ApprovalRequest:
    asked = queries.find_request(current_user, request_id, to_answer=request.method == "POST")
    if asked.requested_by_id != current_user.id:
        require(current_user, right_to_approve(asked.kind), asked.case)
    note_reading(asked.case, request=asked.id)
    if asked.answer is not None:
        raise already.answered(asked)
    return asked


def _show(template: str, form: Form, asked: ApprovalRequest) -> ResponseReturnValue:
    page = {"asked": asked, "case": asked.case, "step_down": asked.step_down, "children": queries.children(asked.case)}
    return render_template(f"approvals/{template}", form=form, back=url_for("work.home"), **page)
