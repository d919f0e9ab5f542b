"""What is written of one topic of an assessment."""

from caf_tracker.services.assessments import LONGEST
from caf_tracker.web.fields import Form, LongTextField, VersionField


class WriteForm(Form):
    """The text of one place, and the version that it was shown in."""

    version = VersionField()
    text = LongTextField("Text", longest=LONGEST, needed="Write the text")
