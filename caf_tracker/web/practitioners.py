"""Finding people by name or agency, as for naming a lead professional."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Absence, Agency, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import Role

# More than this, and the page asks for another word instead of a longer list.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Found:
    """The people found, at most MOST_SHOWN; whether there are more; until when whoever is away today is away."""

    people: list[User]
    more: bool = False
    away: Mapping[int, date] = field(default_factory=dict)


def find_people(text: str, roles: Sequence[Role], *, also: int | None = None) -> Found:
    """Active people of these roles in whose name or agency every word of the text stands; none for an empty text.

    `also` is the id of somebody already chosen, who stays among the answers whatever is searched for.
    """
    words = text[:SHORT_TEXT].replace("\0", "").split()[:8]
    matches = [
        sa.or_(User.name.icontains(word, autoescape=True), Agency.name.icontains(word, autoescape=True))
        for word in words
    ]
    wanted = sa.and_(*matches) if matches else sa.false()
    people = list(
        db.session.scalars(
            sa.select(User)
            .join(User.agency)
            .options(contains_eager(User.agency))
            .where(User.role.in_(roles), User.disabled_at.is_(None))
            .where(sa.or_(wanted, User.id == also) if also else wanted)
            .order_by(User.name, User.id)
            .limit(MOST_SHOWN + 1)
        )
    )
    return Found(people=people[:MOST_SHOWN], more=len(people) > MOST_SHOWN, away=_away(people))


def _away(people: list[User]) -> dict[int, date]:
    if not people:
        return {}
    away = sa.select(Absence.user_id, Absence.to_on).where(
        Absence.user_id.in_([person.id for person in people]), Absence.covers(clock.today())
    )
    return {user_id: until for user_id, until in db.session.execute(away)}
