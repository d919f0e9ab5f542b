"""The service navigation: what stands in it for whom."""

from dataclasses import dataclass

from flask import current_app, request
from flask_login import current_user

from caf_tracker.access.permissions import Permission, may


@dataclass(frozen=True)
class Link:
    """One link of the navigation and who sees it (None: everybody signed in)."""

    text: str
    endpoint: str
    permission: Permission | None = None


NAVIGATION = (
    Link("Your work", "work.home"),
    Link("Cases", "lists.cases", Permission.LIST_CASES),
    Link("Cases I lead", "caseload.show", Permission.ACCEPT_LEAD),
    Link("Caseloads", "caseload.show", Permission.SEE_CASELOADS),
    Link("Step-downs", "lists.step_downs", Permission.LIST_CASES),
    Link("Closed and not started", "lists.closed_and_not_started", Permission.SEE_STATISTICS),
    Link("Closures", "closures.upload", Permission.IMPORT_CLOSURES),
    Link("People", "people.users", Permission.MANAGE_USERS),
    Link("Outbox", "outbox.show", Permission.SEE_OUTBOX),
)


def navigation() -> list[dict[str, object]]:
    """The links for the person who is signed in, none for others; the one for this page is marked."""
    if not current_user.is_authenticated:
        return []
    here = (request.endpoint or "").split(".")[0]
    return [
        {
            "text": link.text,
            "href": current_app.url_for(link.endpoint),
            "current": request.endpoint == link.endpoint,
            "active": here == link.endpoint.split(".")[0] and here != "lists",
        }
        for link in NAVIGATION
        if link.permission is None or may(current_user, link.permission)
    ]
