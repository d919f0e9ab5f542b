"""For whom a list is read: large statements are built once for each kind of reader, and their values are bound."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from caf_tracker.access.relations import bound
from caf_tracker.access.scope import Sight, find_own_part, parts, sight_of
from caf_tracker.duties.json_rows import as_json, json_rows
from caf_tracker.extensions import db
from caf_tracker.models import User


@dataclass(frozen=True)
class Reader:
    """For whom a list is: `has_own_part` when cases are bound in which they have a part themselves."""

    dialect: str
    sight: Sight
    has_own_part: bool

    def parts(self) -> list[sa.ColumnElement[bool]]:
        """The parts of what they may see, as conditions on Case: each is followed by an index of its own."""
        if not self.has_own_part:
            return parts(self.sight, None)
        own_part = json_rows(self.dialect, "own_part", case_id=sa.Integer)
        return parts(self.sight, sa.select(own_part.c.case_id))


def reader_for(user: User) -> tuple[Reader, dict[str, Any]]:
    """This person as a reader, and what the statements for them are executed with; asks for their own part first."""
    own_part = find_own_part(user)
    reader = Reader(db.session.get_bind().dialect.name, sight_of(user), bool(own_part))
    return reader, {**bound(user), "own_part": as_json([case_id] for case_id in own_part)}
