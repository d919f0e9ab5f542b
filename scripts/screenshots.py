"""Takes the pictures of the README and the guides: starts a demonstration of its own, visits its pages, stops it.

The demonstration has a temporary database and port; nothing of it is kept but the pictures in docs/images.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

from playwright.sync_api import sync_playwright

from caf_tracker import clock, working_days
from scripts import pictures_of_a_caf
from scripts.camera import Camera, read_day
from tests.fixtures.browsing import launch

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
# How long the demonstration may take to load and answer, in seconds.
START_WITHIN = 120
# Of the demonstration that is photographed: with these the link of a mail is found without the mail.
SECRET = token_urlsafe()
DATABASE = "demonstration.sqlite3"


def main() -> int:
    """Take every picture; the status that the shell sees."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        camera = Camera(launch(playwright), address, IMAGES)
        the_case(camera)
        pictures_of_a_caf.who_is_around(camera)
        pictures_of_a_caf.a_leads_week(camera)
        pictures_of_a_caf.what_managers_see(camera)
        pictures_of_a_caf.an_agency_answers(camera, SECRET, Path(folder) / DATABASE)
        the_lists(camera)
        the_lead_professional(camera)
        the_manager(camera, Path(folder))
        the_coordinator_and_the_head(camera)
        the_administrator(camera)
    pictures = sorted(IMAGES.glob("*.png"))
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) // 1024} kB, in docs/images")
    return 0


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """A demonstration that runs while pictures are taken; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    settings = {
        "CAF_TRACKER_ENV": "demonstration",
        "PORT": str(port),
        "BASE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "SECRET_KEY": SECRET,
        "MAIL_CHANNEL": "files",
        "MAIL_FOLDER": str(folder / "mail"),
    }
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(  # noqa: S603 - our own script, no shell
            [sys.executable, str(ROOT / "scripts" / "run.py")],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_it_answers(address, running, folder / "log")
            yield address
        finally:
            running.terminate()
            running.wait()


def wait_until_it_answers(address: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when pages can be had; stop with what the demonstration said when it ends instead."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health/live", timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit(f"The demonstration did not start:\n{log.read_text()}")


def the_case(camera: Camera) -> None:
    """The case of the README: a CAF has just started, the handover is late, and half of the team has not answered."""
    camera.sign_in("Priya Nair")
    camera.open(camera.case_of("Poppy Sayer"))
    camera.picture("case-page", until="a:has-text('The team: who works')")


def the_lists(camera: Camera) -> None:
    """What a coordinator looks through."""
    camera.sign_in("Priya Nair")
    camera.open("/closed-and-not-started")
    camera.picture("coordinator-closed-and-not-started")
    camera.open("/step-downs")
    camera.picture("coordinator-step-downs", until="main tbody tr:nth-of-type(8)")


def the_lead_professional(camera: Camera) -> None:
    """A health visitor is asked, accepts, records the family's answer and starts the CAF, on a telephone."""
    camera.sign_in("Sally Brook", on_a_telephone=True)
    camera.picture("lead-your-work", until="h2:has-text('Waiting for others')")
    camera.follow(camera.page.locator("main a[href^='/told/']"))
    camera.picture("lead-why-told", until="h2:has-text('When people are told')")
    case = camera.case_of("Maya Hollis")
    camera.open(f"{case}/meeting/decide")
    camera.picture("lead-whether-to-meet")
    case = camera.case_of("Noah Pell")
    camera.open(f"{case}/lead")
    camera.choose("answer", "accept")
    camera.picture("lead-asked")
    camera.press("Send my answer")
    camera.picture("lead-accepted", since=".govuk-notification-banner", until="h2:has-text('What is owed')")
    camera.open(f"{case}/agreement")
    camera.page.get_by_label("Jade Pell").check()
    camera.choose("agreed", "yes")
    camera.picture("lead-agreement")
    camera.press("Record the answer")
    camera.open(f"{case}/caf")
    camera.picture("lead-start-caf")
    camera.press("Start the CAF")


def the_manager(camera: Camera, folder: Path) -> None:
    """A social care manager opens a case, decides a step-down, closes, confirms, ends, and loads a file."""
    camera.sign_in("Daniel Reeve")
    camera.picture("manager-your-work", until="h2:has-text('Waiting for others')")
    camera.open("/cases/open")
    camera.page.fill("[name=name]", "Alfie Dunmore")
    camera.choose("is_born", "yes")
    camera.fill_date("born", clock.today() - timedelta(days=100))
    camera.picture("manager-open-case", until="label:has-text('GP practice')")
    _decide_a_draft(camera)
    camera.open(f"{camera.case_of('Isla Brandreth')}/close")
    camera.fill_date("closed_on", clock.today())
    camera.picture("manager-close")
    camera.open(f"{camera.case_of('Noah Pell')}/handover")
    for question in ("papers", "actions", "family"):
        camera.choose(question, "yes")
    camera.choose("joint_visit", "no")
    camera.page.fill("[name=joint_visit_reason]", "The mother asked to meet the health visitor alone.")
    camera.picture("manager-handover")
    camera.open(f"{camera.case_of('Ruby Calder')}/step-down/end")
    camera.choose("kind", "end_without_caf")
    camera.picture("manager-end")
    file = folder / "closures.csv"
    file.write_text(_closures(camera))
    camera.open("/closures")
    camera.page.set_input_files("[name=file]", file)
    camera.press("Load the file")
    camera.picture("manager-closures")


def _decide_a_draft(camera: Camera) -> None:
    """From a social worker's draft to the answers that are checked before the decision; it is not confirmed."""
    camera.open(f"{camera.case_of('Ellis Crane')}/step-down")
    camera.fill_date("decided_on", clock.today())
    camera.picture("manager-decide", until="fieldset:has([name=other_reasons])")
    camera.press("Continue")
    camera.press("Continue")
    camera.choose("who", "named")
    camera.page.fill("[name=find]", "health visiting")
    camera.press("Search")
    camera.page.get_by_label("Sally Brook").check()
    camera.picture("manager-name-a-lead")
    camera.press("Continue")
    camera.choose("hold", "no")
    camera.page.fill("[name=reason]", "They would not have come.")
    camera.press("Continue")
    camera.picture("manager-whether-to-meet")
    camera.choose("hold", "yes")
    camera.page.fill("[name=reason]", "The school and the health visitor see different things.")
    camera.press("Continue")
    camera.picture("manager-check")


def _closures(camera: Camera) -> str:
    """A file with a new family, a child who may be known, and a row that cannot be used."""
    closed = working_days.add(clock.today(), -2)
    decided = working_days.add(clock.today(), -6)
    camera.open(camera.case_of("Isla Brandreth"))
    born_on = read_day(camera.page.locator("dt:has-text('Born') + dd").first.inner_text())
    heading = (
        "Reference,Child's name,Birth date,Due date,NHS number,Area,Decision date,Closing date,From,Recommendation,"
    )
    heading += "Reason,Receiving agency,Manager's email"
    dates = f"Westmoor North,{decided},{closed}"
    return "\n".join([
        heading,
        f"CSC-3101,Arthur Penrose,2025-02-11,,,{dates},care_proceedings,caf,proceedings_withdrawn,"
        "Westmoor Health Visiting,daniel.reeve@westmoor.example",
        f"CSC-3102,Isla Brandreth,{born_on},,,{dates},child_in_need,caf,needs_reduced,Little Oaks Nursery,",
        f"CSC-3103,Edith Lowe,2020-13-45,,,{dates},child_in_need,caf,needs_reduced,,",
        "",
    ])  # fmt: skip


def the_coordinator_and_the_head(camera: Camera) -> None:
    """A possible match, a decline by telephone, and a second person's approval."""
    camera.sign_in("Priya Nair")
    camera.open("/closures/possible-matches")
    camera.follow(camera.page.locator("main a[href^='/closures/possible-matches/']"))
    camera.picture("coordinator-possible-match")
    camera.open(f"{camera.case_of('Leo Danvers')}/lead/decline")
    camera.picture("coordinator-decline")
    camera.sign_in("Ruth Ademola")
    camera.follow(camera.page.locator("main a[href^='/approvals/']"))
    camera.picture("head-approval")


def the_administrator(camera: Camera) -> None:
    """People, an invitation, an account that is lead professional, the last coordinator, and the outbox."""
    camera.sign_in("Alex Winter")
    camera.open("/people")
    camera.picture("administrator-people", until="main tbody tr:nth-of-type(8)")
    camera.open("/people/invite")
    camera.picture("administrator-invite")
    for name, picture in (("Sally Brook", "administrator-disable"), ("Tom Ellery", "administrator-last-coordinator")):
        camera.open("/people")
        camera.follow(camera.page.get_by_role("link", name=name))
        camera.follow(camera.page.locator("main a[href$='/disable']"))
        camera.picture(picture)
    camera.open("/outbox")
    camera.picture("administrator-outbox")


if __name__ == "__main__":
    sys.exit(main())
