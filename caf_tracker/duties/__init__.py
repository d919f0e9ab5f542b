"""What is owed, by whom and by when: read from the facts, never stored."""

from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.duty import Duty
from caf_tracker.duties.ladders import Ladder
from caf_tracker.duties.reading import OpenDuty, Person, holders, open_duties

__all__ = ["DUTIES", "Duty", "Ladder", "OpenDuty", "Person", "holders", "open_duties"]
