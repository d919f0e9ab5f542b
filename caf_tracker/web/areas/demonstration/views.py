"""The demonstration's mail, which goes to a folder: here it can be read."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, render_template
from flask.sansio.app import App
from flask.typing import ResponseReturnValue

from caf_tracker.web.access import signed_in
from caf_tracker.web.areas.demonstration.mail_folder import newest, one


class _DemonstrationOnly(Blueprint):
    """Adds its pages to a demonstration and to nothing else: mail is for those whom it is addressed to."""

    def register(self, app: App, options: dict[str, Any]) -> None:
        if app.config["ENVIRONMENT"] == "demonstration":
            super().register(app, options)


blueprint = _DemonstrationOnly("demonstration", __name__, url_prefix="/demonstration")


@blueprint.get("/mail")
@signed_in
def mail() -> ResponseReturnValue:
    """The newest mails, whoever they are for."""
    return render_template("demonstration/mail.html", mails=newest(_folder()))


@blueprint.get("/mail/<name>")
@signed_in
def one_mail(name: str) -> ResponseReturnValue:
    """One mail as plain text."""
    found = one(_folder(), name)
    if found is None:
        abort(404)
    return render_template("demonstration/one_mail.html", mail=found)


def _folder() -> Path:
    return Path(current_app.config["MAIL_FOLDER"])
