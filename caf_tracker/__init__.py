"""CAF Tracker: early help tracking in which silence is an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application; without settings they are read from the environment (SettingsRefused says what is wrong)."""
    # The settings import rooms of this package: they can be imported only once it stands.
    import config
    from caf_tracker import cli, database, logs, schema, web
    from caf_tracker.extensions import csrf, db, limiter, migrate
    from caf_tracker.web import (
        access,
        error_pages,
        files,
        filters,
        layout,
        limits,
        once_more,
        security_headers,
        sign_in_sessions,
        transaction,
    )

    settings = settings or config.load()
    app = Flask(__name__, template_folder="../templates")
    app.config.from_mapping(settings.flask_config())
    if settings.proxies:
        hops = settings.proxies
        behind = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = behind  # type: ignore[method-assign]  # how Flask says middleware is put around an app

    logs.init_app(app)
    database.init_app(app, settings.database_url)
    migrate.init_app(app, db, directory=str(schema.MIGRATIONS))
    limiter.init_app(app)
    filters.init_app(app)
    layout.init_app(app)
    files.init_app(app)
    error_pages.init_app(app)
    security_headers.init_app(app)
    limits.init_app(app)
    csrf.init_app(app)
    sign_in_sessions.init_app(app)
    access.init_app(app)
    transaction.init_app(app)
    once_more.init_app(app)
    web.register_areas(app)
    cli.register(app)
    if settings.environment is config.Environment.PRODUCTION:
        schema.refuse_unmigrated(app)
    return app
