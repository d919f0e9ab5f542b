"""One's own account: signing in and out, the password, a first sign-in by invitation."""

from caf_tracker.web.areas.account.views import blueprint

__all__ = ["blueprint"]
