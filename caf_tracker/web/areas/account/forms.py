"""The forms of one's own account."""

from wtforms import HiddenField

from caf_tracker.services.sign_in import SHORTEST_PASSWORD
from caf_tracker.web.fields import EmailField, Form, PasswordField

_NEW_PASSWORD_HINT = f"At least {SHORTEST_PASSWORD} characters. Three random words are easy to remember."


class SignInForm(Form):
    # What was sent just after the session ended, to be sent again: see web/interrupted.py.
    sealed = HiddenField()
    email = EmailField("E-mail address", needed="Enter your e-mail address", render_kw={"autocomplete": "username"})
    password = PasswordField("Password", needed="Enter your password")


class PasswordForm(Form):
    current_password = PasswordField("Current password", needed="Enter your current password")
    new_password = PasswordField(
        "New password",
        hint=_NEW_PASSWORD_HINT,
        needed="Enter a new password",
        render_kw={"autocomplete": "new-password"},
    )


class FirstPasswordForm(Form):
    new_password = PasswordField(
        "Choose a password",
        hint=_NEW_PASSWORD_HINT,
        needed="Enter a password",
        render_kw={"autocomplete": "new-password"},
    )
