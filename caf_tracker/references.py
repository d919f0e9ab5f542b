"""Case references: EH-, six digits and a check letter, made to be read out by telephone."""

import re

# 23 letters, as the check is modulo 23; I, O and Z are left out because they are misheard or misread as 1, 0 and 2.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
_FORM = re.compile(r"EH-?(\d{6,9})([A-Z])")


def reference_of(number: int) -> str:
    """The reference of the case with this number."""
    return f"EH-{number:06d}{_check_letter(number)}"


def number_of(reference: str) -> int | None:
    """The case number in a reference, however spaced or cased; None if it is none or its letter does not fit."""
    found = _FORM.fullmatch(re.sub(r"\s", "", reference).upper())
    if not found or not found[1].isascii():
        return None
    number = int(found[1])
    return number if _check_letter(number) == found[2] else None


def _check_letter(number: int) -> str:
    # Weights 2, 3, 4 … from the right: one wrong digit or two neighbours swapped always changes the letter.
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(f"{number:06d}"), start=2))
    return _LETTERS[total % len(_LETTERS)]
