"""The application object for web servers and the `flask` command."""

import sys

from caf_tracker import create_app
from config import SettingsRefused

# The status with which gunicorn's workers say "do not start me again".
_WILL_NOT_START = 3

try:
    app = create_app()
except SettingsRefused as refused:
    sys.stderr.write("CAF Tracker does not start:\n" + "".join(f"  {problem}\n" for problem in refused.problems))
    raise SystemExit(_WILL_NOT_START) from None
