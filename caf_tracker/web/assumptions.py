"""Noticing reasons that guess how a meeting would have gone, instead of saying what is known of this family."""

import re

# "They would not have come" is the kind of sentence that the review warns of (decide on this case’s own
# information, not on an assumption of the outcome). Short patterns, because people write it in many ways.
# "Did not come" is what somebody saw, and is not asked about.
_NOT = r"(?:would|will|wo|could)(?:\s+(?:not|never)|n[’']?t)(?:\s+have)?(?:\s+(?:want|wish)\s+to)?"
_COME = (
    r"(?:come|came|attend(?:ed)?|turn(?:ed)?\s+up|engage(?:d)?|agree(?:d)?|show(?:n)?\s+up|accept(?:ed)?"
    r"|co-?operate(?:d)?|take\s+part|taken\s+part|help(?:ed)?|achieve(?:d)?|make\s+any\s+difference|made\s+any\s+difference)"
)
_PATTERNS = (
    re.compile(rf"\b{_NOT}\s+(?:have\s+)?{_COME}\b", re.IGNORECASE),
    re.compile(r"\b(?:no|little|any)\s+point\b", re.IGNORECASE),
    re.compile(r"\bwaste\s+of\s+time\b", re.IGNORECASE),
    re.compile(rf"\b(?:unlikely|not\s+likely|never\s+going|likely\s+to\s+refuse)\s+to\s+{_COME}\b", re.IGNORECASE),
    re.compile(r"\b(?:would|will)\s+(?:only\s+)?(?:have\s+)?(?:refuse|decline|say\s+no|said\s+no)d?\b", re.IGNORECASE),
)


def reads_like_an_assumption(reason: str) -> bool:
    """Whether the reason seems to foretell the outcome of a meeting ("they would not have come").

    It asks a question on the page and refuses nothing: the person may keep their words.
    """
    return any(pattern.search(reason) for pattern in _PATTERNS)
