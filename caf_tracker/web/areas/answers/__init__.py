"""Answering one question from an agency's mailbox, without an account."""

from caf_tracker.web.areas.answers.views import blueprint

__all__ = ["blueprint"]
