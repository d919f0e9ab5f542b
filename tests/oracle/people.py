"""Who fills a part, from a scenario's own tables, with the stand-ins."""

from typing import Any

Tables = dict[str, Any]


class People:
    """The scenario's staff and agencies, and who of them is still active."""

    def __init__(self, tables: Tables) -> None:
        self.staff: Tables = tables["staff"]
        self.agencies: Tables = tables["agencies"]
        self.active = set(self.staff)

    def with_role(self, role: str) -> set[str]:
        """Everybody active who has this role."""
        return {key for key in self.active if self.staff[key]["role"] == role}

    def heads(self) -> set[str]:
        """Every active head of service."""
        return self.with_role("head_of_service")

    def coordinators(self) -> set[str]:
        """Every active coordinator, else head."""
        return self.with_role("early_help_coordinator") or self.heads()

    def person(self, key: str | None) -> set[str]:
        """This person; inactive, the first active one up their line; else the coordinator."""
        seen: set[str] = set()
        while key is not None and key not in seen:
            if key in self.active:
                return {key}
            seen.add(key)
            key = self.line_manager(key)
        return self.coordinators()

    def line_manager(self, key: str | None) -> str | None:
        """Who is recorded as this person's line manager."""
        return None if key is None else self.staff[key].get("manager")

    def contact(self, agency: str | None) -> set[str]:
        """The agency's contact person if active, else its mailbox; nobody without an agency."""
        if agency is None:
            return set()
        person = self.agencies[agency].get("contact")
        return {person} if person in self.active else {f"agency:{agency}"}
