"""The blueprint to which each file of this area adds its pages."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/people")
