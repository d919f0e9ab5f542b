"""Who can be reached, and who stands in for whom (DOMAIN.md, "Stand-ins")."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from caf_tracker.checker.rows import Row
from caf_tracker.models.words import Role


@dataclass(frozen=True)
class Reached:
    """A person, or an agency through its mailbox."""

    user_id: int | None = None
    agency_id: int | None = None

    def __str__(self) -> str:
        return f"agency {self.agency_id}" if self.user_id is None else f"user {self.user_id}"


class People:
    """Everybody with an account, and the agencies. Each question is answered with those who can be reached, by name."""

    def __init__(self, users: Iterable[Row], agencies: Iterable[Row], closed_periods: Iterable[Row]) -> None:
        self._users = {user.id: user for user in users}
        self._agencies = {agency.id: agency for agency in agencies}
        self._closed_periods = {period.id: period for period in closed_periods}
        self._reachable = sorted(
            (user for user in self._users.values() if lost_at(user) is None), key=lambda user: (user.name, user.id)
        )

    def of_agency(self, user_id: int) -> int:
        """The agency of this person."""
        agency_id: int = self._users[user_id].agency_id
        return agency_id

    def lost_at(self, telling: Row) -> datetime | None:
        """Since when whoever was told can be reached no more; None if they can."""
        if telling.user_id is not None:
            return lost_at(self._users[telling.user_id])
        if telling.closed_period_id is not None:
            return _refused_at(self._closed_periods[telling.closed_period_id], telling)
        return _refused_at(self._agencies[telling.agency_id], telling)

    def person(self, user_id: int | None, case: Row) -> list[Reached]:
        """This person, else the first up their line who can be reached, else the coordinator."""
        seen: set[int] = set()
        while user_id is not None and user_id not in seen:
            user = self._users[user_id]
            if lost_at(user) is None:
                return [Reached(user.id)]
            seen.add(user_id)
            user_id = user.line_manager_id
        return self.coordinators(case)

    def line_manager(self, user_id: int | None, case: Row) -> list[Reached]:
        """This person's line manager, or who stands in for them."""
        return self.person(None if user_id is None else self._users[user_id].line_manager_id, case)

    def contact(self, agency_id: int, case: Row, today: date) -> list[Reached]:
        """An agency's contact, out of term another; else its mailbox; the coordinator where nothing reaches it."""
        agency = self._agencies[agency_id]
        for period in self._closed(agency_id, today):
            if self._can_be_reached(period.contact_id):
                return [Reached(period.contact_id)]
            if _takes_mail(period):
                return [Reached(agency_id=agency_id)]
        if self._can_be_reached(agency.contact_id):
            return [Reached(agency.contact_id)]
        return [Reached(agency_id=agency_id)] if _takes_mail(agency) else self.coordinators(case)

    def coordinators(self, case: Row) -> list[Reached]:
        """The case's own coordinator, else every one of its area, else the heads."""
        if self._can_be_reached(case.coordinator_id):
            return [Reached(case.coordinator_id)]
        return self._of_area(Role.EARLY_HELP_COORDINATOR, case) or self.heads(case)

    def heads(self, case: Row) -> list[Reached]:
        """Every head of service of the case's area, else every system administrator."""
        return self._of_area(Role.HEAD_OF_SERVICE, case) or [
            Reached(user.id) for user in self._reachable if user.role == Role.SYSTEM_ADMIN
        ]

    def _of_area(self, role: Role, case: Row) -> list[Reached]:
        here = (user for user in self._reachable if user.role == role and user.area_id in (None, case.area_id))
        return [Reached(user.id) for user in here]

    def _can_be_reached(self, user_id: int | None) -> bool:
        return user_id is not None and lost_at(self._users[user_id]) is None

    def _closed(self, agency_id: int, today: date) -> Iterator[Row]:
        for period in self._closed_periods.values():
            if period.agency_id == agency_id and period.taken_back_at is None:
                if period.from_on <= today <= period.to_on:
                    yield period


def lost_at(user: Row) -> datetime | None:
    """Since when telling this person reaches nobody: the account was disabled, or the address refused; None if not."""
    return min((moment for moment in (user.disabled_at, user.bounced_at) if moment), default=None)


def _takes_mail(row: Row) -> bool:
    return row.mailbox is not None and row.mailbox_bounced_at is None


def _refused_at(row: Row, telling: Row) -> datetime | None:
    """Since when this mailbox refuses mail; one that is there no more counts as never told."""
    moment: datetime | None = row.mailbox_bounced_at if row.mailbox is not None else telling.told_at
    return moment
