"""Filling in and sending forms as a browser does: what the page carries goes along with what was typed."""

from collections.abc import Mapping

import sqlalchemy as sa
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from tests.fixtures.clients import Client
from tests.fixtures.pages import parsed, text_of

# What acts change; sessions, forms in progress and the log of reading are none of it.
FACTS = (
    "cases", "children", "mobility_records", "adults", "adult_relations", "team_agencies", "step_downs",
    "outstanding_actions", "handovers", "leads", "agreements", "cafs", "meeting_decisions", "meeting_triggers",
    "approval_requests", "possible_matches", "plan_outcomes", "plan_actions", "action_progress", "plan_shares",
    "meetings", "meeting_agencies", "reviews", "review_answers", "observations", "snoozes", "absences",
    "closed_periods", "assessment_texts", "caf_closings",
)  # fmt: skip

Data = Mapping[str, str | list[str]]


def hidden(html: str) -> dict[str, str]:
    """What the page's own form carries: its token, and the version or stage that it shows."""
    main = next(part for part in parsed(html).iter("main"))
    fields = (found for form in main.iter("form") for found in form.iter("input") if found.get("type") == "hidden")
    return {found.get("name", ""): found.get("value", "") for found in fields}


def send(client: Client, path: str, data: Data, *, carried: Mapping[str, str] | None = None) -> TestResponse:
    """Open the page and send its form with this data (`carried`: with what an earlier look at the page carried)."""
    if carried is None:
        page = client.get(path)
        assert page.status_code == 200, f"{path} answers {page.status}"
        carried = hidden(page.text)
    return client.post(path, data={**carried, **data})


def messages(html: str) -> list[str]:
    """What the error summary says."""
    found = [part for part in parsed(html).iter("div") if "govuk-error-summary" in (part.get("class") or "").split()]
    return [text_of(link) for part in found for link in part.iter("a")]


def beside(html: str) -> list[str]:
    """What stands beside fields."""
    found = [part for part in parsed(html).iter("p") if "govuk-error-message" in (part.get("class") or "").split()]
    return [text_of(part).removeprefix("Error:").strip() for part in found]


def typed(html: str) -> str:
    """Everything that the page's fields hold."""
    main = next(part for part in parsed(html).iter("main"))
    values = [found.get("value", "") for found in main.iter("input")]
    return "\n".join([*values, *("".join(found.itertext()) for found in main.iter("textarea"))])


def facts() -> dict[str, list[tuple[object, ...]]]:
    """Every fact recorded, to see that nothing changed."""
    db.session.commit()
    tables = db.metadata.tables
    return {
        name: [tuple(row) for row in db.session.execute(sa.select(tables[name]).order_by(*tables[name].primary_key))]
        for name in FACTS
    }
