"""What is known of one form: who sends it, at which stage, with what, and which of its fields take what."""

from collections.abc import Callable
from dataclasses import dataclass, field

from caf_tracker.models import User
from tests.factories import Authority
from tests.integration.path.stages import Data, Stage


@dataclass(frozen=True, kw_only=True)
class FormOfThePath:
    """One form. `again` is what a second sending of the same page answers."""

    stage: Callable[[], Stage]
    by: Callable[[Authority], User]
    path: Callable[[Stage], str]
    data: Callable[[Stage], Data] = lambda stage: {}
    texts: tuple[str, ...] = ()
    long_texts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    # Dates that must lie in the past.
    dates: tuple[str, ...] = ()
    again: int = 409
    # Further data that is refused, each with a part of the message it gets.
    wrong: tuple[tuple[Data, str], ...] = field(default=())
