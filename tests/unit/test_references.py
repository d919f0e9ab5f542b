"""Case references."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caf_tracker.references import number_of, reference_of

NUMBERS = st.integers(1, 999_999)


def test_a_reference_is_eh_six_digits_and_a_letter() -> None:
    assert reference_of(123) == "EH-000123S"


@given(NUMBERS)
def test_a_reference_is_read_back(number: int) -> None:
    reference = reference_of(number)
    assert number_of(reference) == number
    assert number_of(f" {reference.lower()} ") == number
    assert number_of(reference.replace("-", "- ")) == number


@given(NUMBERS, st.integers(0, 5), st.integers(1, 9))
def test_one_misheard_digit_is_noticed(number: int, place: int, shift: int) -> None:
    reference = reference_of(number)
    digit = str((int(reference[3 + place]) + shift) % 10)
    assert number_of(reference[: 3 + place] + digit + reference[4 + place :]) is None


@given(NUMBERS)
def test_two_neighbours_swapped_are_noticed(number: int) -> None:
    digits = reference_of(number)[3:9]
    for place, (left, right) in enumerate(pairwise(digits)):
        if left != right:
            swapped = digits[:place] + right + left + digits[place + 2 :]
            assert number_of(f"EH-{swapped}{reference_of(number)[9]}") is None


@pytest.mark.parametrize(
    "typed", ["", "EH-", "EH-000123", "EH-000123A", "000123S", "EH-٠٠٠١٢٣S", "EH-000123S\0", "EH-0000000000123S"]
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert number_of(typed) is None
