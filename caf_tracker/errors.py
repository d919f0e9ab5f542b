"""What an act may answer instead of being done: each is caught at the edge and shown in plain words."""


class RuleBroken(Exception):
    """What was given breaks a rule; `field` is the form field it stands beside ("" for the whole form)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class NotVisible(Exception):
    """The person may not see this, or it does not exist: one answer for both."""


class NotPermitted(Exception):
    """The person may see the case, but this act is not theirs."""


class TransitionNotAllowed(Exception):
    """The act does not fit the stage that the case has reached, often because somebody else was quicker.

    `by_you` says that it was done already by the same person: they have sent it twice.
    """

    def __init__(self, message: str, *, by_you: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.by_you = by_you


class EditConflict(Exception):
    """Somebody else changed the row since the form was shown; `theirs` and `yours` map field to text.

    With the row's present `version` the page can offer to save yours over theirs. `look_again` is where the form opens
    with theirs, if that is not where it was sent.
    """

    look_again: str | None = None

    def __init__(self, theirs: dict[str, str], yours: dict[str, str], version: int | str | None = None) -> None:
        super().__init__("Somebody else changed this in the meantime.")
        self.theirs = theirs
        self.yours = yours
        self.version = version
