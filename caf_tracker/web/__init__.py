"""Pages: the areas, and what they share."""

from importlib import import_module

from flask import Blueprint, Flask

AREAS = (
    "account",
    "work",
    "lists",
    "caseload",
    "case_page",
    "cases",
    "step_downs",
    "leads",
    "agreements",
    "cafs",
    "assessments",
    "team",
    "engagement",
    "answers",
    "plans",
    "handovers",
    "approvals",
    "meetings",
    "snoozes",
    "why_told",
    "closures",
    "people",
    "reminders_sent",
    "outbox",
    "demonstration",
    "health",
)


def register_areas(app: Flask) -> None:
    """Adds the pages of every area, and our own files under /assets."""
    for area in AREAS:
        app.register_blueprint(import_module(f"{__name__}.areas.{area}").blueprint)
    app.register_blueprint(Blueprint("assets", __name__, static_folder="../assets", static_url_path="/assets"))
