"""Who can be reached, and who stands in for whom (DOMAIN.md, "Stand-ins")."""

from collections.abc import Iterable
from datetime import datetime

from caf_tracker.checker.rows import Row
from caf_tracker.models.words import Role


class People:
    """Everybody with an account. Each question is answered with people who can be reached, by name."""

    def __init__(self, users: Iterable[Row]) -> None:
        self._users = {user.id: user for user in users}
        self._reachable = sorted(
            (user for user in self._users.values() if lost_at(user) is None), key=lambda user: (user.name, user.id)
        )

    def get(self, user_id: int) -> Row:
        """This person, reachable or not."""
        return self._users[user_id]

    def person(self, user_id: int | None, case: Row) -> list[Row]:
        """This person, else the first up their line who can be reached, else the coordinator."""
        seen: set[int] = set()
        while user_id is not None and user_id not in seen:
            user = self._users[user_id]
            if lost_at(user) is None:
                return [user]
            seen.add(user_id)
            user_id = user.line_manager_id
        return self.coordinators(case)

    def line_manager(self, user_id: int | None, case: Row) -> list[Row]:
        """This person's line manager, or who stands in for them."""
        return self.person(None if user_id is None else self._users[user_id].line_manager_id, case)

    def coordinators(self, case: Row) -> list[Row]:
        """The case's own coordinator, else every one of its area, else the heads."""
        own = self._users.get(case.coordinator_id)
        if own is not None and lost_at(own) is None:
            return [own]
        return self._of_area(Role.EARLY_HELP_COORDINATOR, case) or self.heads(case)

    def heads(self, case: Row) -> list[Row]:
        """Every head of service of the case's area, else every system administrator."""
        return self._of_area(Role.HEAD_OF_SERVICE, case) or [
            user for user in self._reachable if user.role == Role.SYSTEM_ADMIN
        ]

    def _of_area(self, role: Role, case: Row) -> list[Row]:
        return [user for user in self._reachable if user.role == role and user.area_id in (None, case.area_id)]


def lost_at(user: Row) -> datetime | None:
    """Since when telling this person reaches nobody: the account was disabled, or the address refused; None if not."""
    return min((moment for moment in (user.disabled_at, user.bounced_at) if moment), default=None)
