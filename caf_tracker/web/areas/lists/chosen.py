"""What somebody has chosen to see of a list: read from the address, which never holds a name or a number of a child."""

from dataclasses import dataclass

from flask import request

from caf_tracker import clock
from caf_tracker.duties.stages import Stage
from caf_tracker.errors import NotVisible
from caf_tracker.models import User
from caf_tracker.services.unfinished_forms import find_form

# What is searched for is kept on the server under a random key, as the answers of a form are, for a day.
SEARCH = "case_search"


@dataclass(frozen=True)
class Chosen:
    """The filters of the list of cases; what cannot be read chooses nothing."""

    area_id: int | None = None
    stage: Stage | None = None
    under_one: bool = False
    search: str = ""
    # Whether the address names a search that is no longer kept.
    search_gone: bool = False

    @property
    def anything(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.area_id or self.stage or self.under_one or self.search)

    @property
    def filters(self) -> dict[str, str]:
        """The filters, without the search, as the address says them."""
        said = {"area": str(self.area_id or ""), "stage": self.stage or "", "under-1": "yes" if self.under_one else ""}
        return {name: value for name, value in said.items() if value}


def read_chosen(user: User) -> Chosen:
    """The filters in the address, and the words that this person searched for under its key."""
    search, gone = "", False
    if key := request.args.get("search", ""):
        try:
            search = str(find_form(actor=user, at=clock.now(), key=key, kind=SEARCH).answers["text"])
        except NotVisible:
            gone = True
    return Chosen(_area_id(), read_stage(), request.args.get("under-1") == "yes", search, gone)


def read_stage() -> Stage | None:
    """The stage in the address."""
    wanted = request.args.get("stage", "")
    return Stage(wanted) if wanted in set(Stage) else None


def _area_id() -> int | None:
    wanted = request.args.get("area", "")
    # Nine digits: every number that the database can compare.
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 9 else None
