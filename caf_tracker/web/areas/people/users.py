"""The pages about people with an account."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.services import people
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.people import queries
from caf_tracker.web.areas.people.blueprints import blueprint
from caf_tracker.web.areas.people.forms import ButtonForm, PersonForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.paging import after, page_of
from caf_tracker.web.reading import note_list

# No row has a higher number than the column can hold.
_ONE = "/<int(max=2147483647):user_id>"


@blueprint.get("")
@requires(Permission.MANAGE_USERS)
def users() -> ResponseReturnValue:
    """Everybody whom this administrator manages, with a search."""
    text, only = request.args.get("search", "").replace("\0", "")[:SHORT_TEXT], request.args.get("only", "")
    found = queries.people(person(), text=text, only=only, after=after(str, int))
    page = page_of(found, lambda user: (user.name.lower(), user.id))
    return render_template("people/users.html", page=page, text=text, only=only)


@blueprint.route("/invite", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def invite() -> ResponseReturnValue:
    """Add a person; the page that answers shows their one-time link, once."""
    form = PersonForm.by(person())
    if form.validate_on_submit():
        with form.showing_broken_rules():
            invited = people.invite_user(
                actor=person(), at=clock.now(), facts=form.facts(person()), base_url=current_app.config["BASE_URL"]
            )
            return render_template("people/link.html", user=invited.user, link=invited.link, invited=True)
    return render_template("people/invite.html", form=form)


@blueprint.get(_ONE)
@requires(Permission.MANAGE_USERS)
def show(user_id: int) -> ResponseReturnValue:
    """One person's account."""
    user = people.find_person(person(), user_id)
    return render_template(
        "people/person.html", user=user, button=ButtonForm(), own=user.id == person().id,
        agencies=queries.contact_of(user),
    )  # fmt: skip


@blueprint.route(f"{_ONE}/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def change(user_id: int) -> ResponseReturnValue:
    """Change what is known of a person."""
    user = people.find_person(person(), user_id)
    form = PersonForm.by(person(), user)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            people.change_person(
                actor=person(), at=clock.now(), user=user, version=form.version.data, facts=form.facts(person())
            )
            confirm("The account is changed.")
            return redirect(url_for("people.show", user_id=user_id))
    return render_template("people/change.html", form=form, user_id=user_id)


@blueprint.route(f"{_ONE}/disable", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def disable(user_id: int) -> ResponseReturnValue:
    """Show what ends with the account, then end it."""
    user = people.find_person(person(), user_id)
    form = ButtonForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            people.disable_user(actor=person(), at=clock.now(), user=user)
            confirm("The account is disabled.")
            return redirect(url_for("people.show", user_id=user_id))
    leads = people.cases_losing_lead(user)
    note_list("cases_losing_lead", shown=len(leads))
    return render_template(
        "people/disable.html", form=form, user=user, last=people.is_last_of_area(user),
        leads=leads, managed=queries.managed_by(user), agencies=queries.contact_of(user),
    )  # fmt: skip


@blueprint.post(f"{_ONE}/enable")
@requires(Permission.MANAGE_USERS)
def enable(user_id: int) -> ResponseReturnValue:
    """Let a disabled account be used again."""
    people.enable_user(actor=person(), at=clock.now(), user=people.find_person(person(), user_id))
    confirm("The account is enabled again.")
    return redirect(url_for("people.show", user_id=user_id))


@blueprint.post(f"{_ONE}/new-link")
@requires(Permission.MANAGE_USERS)
def new_link(user_id: int) -> ResponseReturnValue:
    """Send another one-time link and show it once."""
    user = people.find_person(person(), user_id)
    link = people.send_new_link(actor=person(), at=clock.now(), user=user, base_url=current_app.config["BASE_URL"])
    return render_template("people/link.html", user=user, link=link, invited=False)
