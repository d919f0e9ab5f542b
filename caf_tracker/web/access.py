"""Who may come through the door: each view carries a marker, and a view without one lets nobody in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from flask_login import current_user

from caf_tracker.access.permissions import Permission, may
from caf_tracker.errors import NotPermitted
from caf_tracker.models import User

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Door:
    """Who may use a view: everybody, everybody signed in, or those whose role holds the permission."""

    everybody: bool = False
    permission: Permission | None = None


def public(view: View) -> View:
    """Marks a view as open to everybody, signed in or not."""
    return _mark(view, Door(everybody=True))


def signed_in(view: View) -> View:
    """Marks a view as open to everybody who is signed in."""
    return _mark(view, Door())


def requires(permission: Permission) -> Callable[[View], View]:
    """Marks a view as open to those whose role may do this; the relation to a case is for the service to check."""
    return lambda view: _mark(view, Door(permission=permission))


def door_of(view: RouteCallable) -> Door | None:
    """The marker of a view, if it has one."""
    return getattr(view, "door", None)


def person() -> User:
    """Whoever is signed in, as the row itself: services keep it, and a stand-in would not survive the request."""
    found: User = current_user._get_current_object()
    return found


def init_app(app: Flask) -> None:
    """Asks the marker before every view."""
    app.before_request(_ask_the_door)


def _mark(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]  # functions take attributes, which their types do not say
    return view


def _ask_the_door() -> ResponseReturnValue | None:
    if request.endpoint is None or _is_static(request.endpoint):
        return None
    door = door_of(current_app.view_functions[request.endpoint])
    if door is None:
        raise LookupError(f"{request.endpoint} says neither @public, @signed_in nor @requires.")
    if door.everybody:
        return None
    if not current_user.is_authenticated:
        return _send_to_sign_in()
    if door.permission is not None and not may(current_user, door.permission):
        raise NotPermitted
    return None


def _is_static(endpoint: str) -> bool:
    return endpoint == "static" or endpoint.endswith(".static")


def _send_to_sign_in() -> ResponseReturnValue:
    if request.method not in ("GET", "HEAD"):
        # Somebody's typing must not vanish because they were signed out meanwhile: that page keeps it in sight.
        abort(401)
    # The path alone: what stands after the question mark may be somebody's name.
    return redirect(url_for("account.sign_in", next=request.path if request.path != "/" else None))
