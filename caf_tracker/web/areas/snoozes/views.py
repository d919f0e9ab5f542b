"""The page on which somebody puts off their reminders of one duty, and that on which their line manager answers."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.labels import duty_title
from caf_tracker.services import snoozes as service
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.snoozes.forms import AnswerForm, PutOffForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.reading import note_reading
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("snoozes", __name__)
# No larger number fits a database key: it is refused as an address that does not exist.
_NUMBER = "int(max=2147483647)"


@blueprint.route(f"/cases/<reference>/put-off/<duty>/<cause>/<{_NUMBER}:cause_id>", methods=["GET", "POST"])
@requires(Permission.READ_CASE)
def put_off(reference: str, duty: str, cause: str, cause_id: int) -> ResponseReturnValue:
    """Put off one's own reminders of a duty, or ask one's line manager to allow it again."""
    at = clock.now()
    case = case_for(None, reference)
    owed = service.find_duty(case, at, key=duty, cause=cause, cause_id=cause_id)
    again = service.check_may_snooze(actor=person(), at=at, duty=owed)
    form = PutOffForm.on(at)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            until, reason = form.until(), form.reason.data
            made = service.snooze(actor=person(), at=at, case=case, duty=owed, until_on=until, reason=reason)
            confirm("Your line manager is asked" if made.asked else "Your reminders of this are put off")
            return redirect(url_for("work.home"))
    title = duty_title(duty, current_app.config["CAF_NAME"])
    manager = service.manager_to_ask(person()) if again else None
    return render_template("snoozes/put_off.html", form=form, case=case, title=title, again=again, manager=manager)


@blueprint.route(f"/put-off/<{_NUMBER}:snooze_id>", methods=["GET", "POST"])
@requires(Permission.READ_CASE)
def answer(snooze_id: int) -> ResponseReturnValue:
    """The line manager reads who asks, for what and why, and answers."""
    asked = service.find_asked(person(), snooze_id, clock.now())
    form = AnswerForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            allow = form.answer.data == "allow"
            service.answer_snooze(actor=person(), at=clock.now(), asked=asked, allow=allow)
            confirm("The reminders may wait" if allow else "The reminders go on")
            return redirect(url_for("work.home"))
    note_reading(asked.case, snooze=asked.id)
    title = duty_title(asked.duty, current_app.config["CAF_NAME"])
    return render_template("snoozes/answer.html", form=form, asked=asked, case=asked.case, title=title)
