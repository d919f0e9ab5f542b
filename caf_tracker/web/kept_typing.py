"""What a person typed into a form that could not be taken, so that the page can give it back to them."""

from flask import request

from caf_tracker.web.filters import in_words

# Never shown again: secrets, and what the form carries for the machine.
_NOT_SHOWN = ("password", "csrf_token", "version", "token", "submit", "stage", "sealed")
# Chosen from a list by a number that says nothing to the reader; whom they chose they know.
_BY_NUMBER = ("person", "adult", "asked", "agency", "area", "receiving_agency")


def typed_by_the_person() -> list[tuple[str, str]]:
    """Field and text, in the order of the form, less secrets and what is empty."""
    return [
        (in_words(name), text)
        for name, text in request.form.items(multi=True)
        if text.strip() and not is_secret(name) and not (name in _BY_NUMBER and text.isdigit())
    ]


def is_secret(name: str) -> bool:
    """Whether a field is a secret, or the page's own business: never shown again."""
    return any(word in name.lower() for word in _NOT_SHOWN)
