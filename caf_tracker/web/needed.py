"""The check that something was filled in."""

import wtforms
from wtforms.validators import StopValidation


class Needed:
    """Refuses an empty field with a message of its own: "Enter the child’s name"."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        empty = field.data is None or field.data == [] or (isinstance(field.data, str) and not field.data.strip())
        if empty and not field.errors:
            raise StopValidation(self.message)
        if field.errors:
            raise StopValidation


def needed_by(message: str) -> list[Needed]:
    """The validators of a field that is needed, with this message; none for an empty message."""
    return [Needed(message)] if message else []
