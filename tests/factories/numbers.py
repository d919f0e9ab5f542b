"""One count for all that must differ."""

from itertools import count

NUMBERS = count(1)
