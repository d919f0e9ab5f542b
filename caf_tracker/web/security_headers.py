"""What browsers are told never to do with our pages."""

import secrets

from flask import Flask, Response, g, request

from caf_tracker.web.files import is_a_file, may_be_kept

_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _FEATURES)


def init_app(app: Flask) -> None:
    """Puts the headers on every answer, error pages too. Registered first of the after-request steps: runs last."""
    app.after_request(_protect)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The nonce of this answer, which its inline scripts and styles carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _protect(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = _policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    # Not "no-referrer": the check of forms over https needs to see that they come from this site.
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = PERMISSIONS_POLICY
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not is_a_file(request) or response.status_code >= 400:
        # Shared computers: the back button after signing out must show nothing.
        headers["Cache-Control"] = "no-store"
    elif may_be_kept(request):
        # Nothing more to ask for on a telephone between two visits.
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _policy() -> str:
    nonce = f"'nonce-{csp_nonce()}'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {nonce}",
            f"style-src 'self' {nonce}",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
