"""What every mail says of the authority that sends it: settings, read once and passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caf_tracker import answer_links
from caf_tracker.front_door import FrontDoor


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The product's name and sender, where its links lead, and the front door's telephones."""

    product: str
    sender: str
    base_url: str
    # The authority's own word for a CAF.
    caf: str
    front_door: FrontDoor
    # Signs the links by which a mailbox answers.
    signed_with: str

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> "Letterhead":
        """The letterhead that the settings describe."""
        return cls(
            product=settings["PRODUCT_NAME"],
            sender=settings["MAIL_FROM"],
            base_url=str(settings["BASE_URL"]).rstrip("/"),
            caf=settings["CAF_NAME"],
            front_door=settings["FRONT_DOOR"],
            signed_with=settings["SECRET_KEY"],
        )

    @property
    def domain(self) -> str:
        """The domain of the sender, which also ends every Message-ID."""
        return self.sender.rpartition("@")[2]

    def answer_link(self, telling_id: int) -> str:
        """The address at which an agency's mailbox answers what this telling asks."""
        return self.link(answer_links.PATH + answer_links.token_for(self.signed_with, telling_id))

    def link(self, path: str) -> str:
        """The full address of a page."""
        return f"{self.base_url}{path}"
