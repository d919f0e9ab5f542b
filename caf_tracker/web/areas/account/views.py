"""Signing in and out, changing the password, and accepting an invitation."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import limiter
from caf_tracker.models import User
from caf_tracker.services import absences, invitations
from caf_tracker.services import sign_in as service
from caf_tracker.services.guessing import TooManyTries
from caf_tracker.web import error_pages, interrupted
from caf_tracker.web.access import person, public, signed_in
from caf_tracker.web.areas.account.forms import FirstPasswordForm, PasswordForm, SignInForm
from caf_tracker.web.away_form import AwayForm
from caf_tracker.web.layout import confirm
from caf_tracker.web.next_page import safe_next
from caf_tracker.web.sign_in_sessions import give_cookies, known_browser, take_cookie, this_session, time_left

blueprint = Blueprint("account", __name__)

_WRONG = "E-mail address or password is wrong"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("300 per 5 minutes", methods=["POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Start a session and go where the person wanted to go."""
    onward = safe_next(request.args.get("next"))
    form = SignInForm()
    if current_user.is_authenticated:
        return _go_on(person(), form.sealed.data, onward)
    if form.validate_on_submit():
        signed = service.sign_in(
            email=form.email.data, password=form.password.data, at=clock.now(), browser=known_browser()
        )
        if signed:
            give_cookies(signed.user, signed.token)
            return _go_on(signed.user, form.sealed.data, onward)
        form.refuse("email", _WRONG)
    return render_template("account/sign_in.html", form=form)


@blueprint.post("/sign-in/again")
@public
def sign_in_again() -> ResponseReturnValue:
    """The page to sign in, carrying along what was sent just after the session had ended."""
    form = SignInForm(formdata=None, sealed=request.form.get("sealed"))
    onward = url_for("account.sign_in", next=safe_next(request.form.get("next")))
    return render_template("account/sign_in.html", form=form, action=onward)


@blueprint.post("/account/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """Stay signed in: to be asked for anything is all that it takes. Says how long the session lasts now."""
    left = time_left()
    return {"seconds": left.seconds, "isFinal": left.is_final} if left else abort(401)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this browser's session; harmless when it has ended already."""
    session = this_session()
    if session is not None:
        service.sign_out(session=session, at=clock.now())
    answer = take_cookie(current_app.make_response(redirect(url_for("account.sign_in"))))
    confirm("You have signed out.")
    return answer


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Change one's own password; every other session of the account ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            token = service.change_password(
                actor=person(), at=clock.now(), current=form.current_password.data, new=form.new_password.data,
                browser=known_browser(),
            )  # fmt: skip
            if token:
                give_cookies(person(), token)
                confirm("Your password is changed. You are signed out everywhere else.")
                return redirect(url_for("account.password"))
            form.refuse("current_password", "Current password is wrong")
    return render_template("account/password.html", form=form)


@blueprint.route("/account/away", methods=["GET", "POST"])
@signed_in
def away() -> ResponseReturnValue:
    """One's own leave: who is told too, from the first day to the last."""
    form = AwayForm.of(person())
    if form.is_sent() and form.validate_on_submit():
        with form.showing_broken_rules():
            absences.plan_absence(actor=person(), at=clock.now(), user=person(), **form.facts())
            confirm("Your days away are saved.")
            return redirect(url_for("account.away"))
    return render_template("account/away.html", form=form, planned=absences.planned(person(), clock.today()))


@blueprint.post("/account/away/<int(max=2147483647):absence_id>/take-back")
@signed_in
def take_back_away(absence_id: int) -> ResponseReturnValue:
    """Be back, or not go."""
    absence = absences.find_absence(person(), absence_id)
    absences.take_back_absence(actor=person(), at=clock.now(), absence=absence)
    confirm("These days away are removed.")
    return redirect(url_for("account.away"))


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@limiter.limit("300 per 5 minutes")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Set a password with a one-time link and be signed in."""
    invited = invitations.find_invitation(token=token, at=clock.now())
    form = FirstPasswordForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            session_token = invitations.accept_invitation(
                invitation=invited, at=clock.now(), new_password=form.new_password.data
            )
            give_cookies(invited.user, session_token)
            confirm("Your password is set and you are signed in.")
            return redirect("/")
    return render_template("account/invitation.html", form=form, invited=invited)


@blueprint.errorhandler(TooManyTries)
def too_many_tries(_error: TooManyTries) -> ResponseReturnValue:
    """Nobody is told whether the account exists: unknown addresses end here too."""
    return error_pages.page(429)


@blueprint.errorhandler(NotVisible)
def link_used_up(_error: NotVisible) -> ResponseReturnValue:
    """The same for a link that is used, too old or made up."""
    return render_template("account/link_used_up.html"), 404


def _go_on(user: User, sealed: str | None, onward: str) -> ResponseReturnValue:
    sent = interrupted.opened(sealed, user)
    # Somebody else's form is no business of whoever signed in: they begin at the start page.
    return render_template("account/send_again.html", sent=sent) if sent else redirect("/" if sealed else onward)
