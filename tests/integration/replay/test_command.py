"""`flask replay` as a newcomer runs it: no environment, no database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from caf_tracker.cli import replay as command

ROOT = Path(__file__).parents[3]
CHILD_K = ROOT / "scenarios" / "child_k.toml"


def newcomers_replay(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, with nothing in its environment but the way to Python."""
    return subprocess.run(  # noqa: S603 - our own command
        [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", "replay", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def replay(*arguments: str) -> Result:
    """The same command within this process: another start for each would show nothing new."""
    return CliRunner().invoke(command.replay, arguments)


def lines(*arguments: str) -> list[dict[str, Any]]:
    """What it prints as JSON."""
    done = replay(str(CHILD_K), "--json", *arguments)
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_briefings_case_reaches_named_people_weeks_before_the_death() -> None:
    found = lines()
    told = [line for line in found if line["type"] == "told"]

    def first(person: str) -> str:
        return next(line["at"] for line in told if line["to"] == person)

    # The health visiting team leader on the first day, the head of service within the week: three months before June.
    assert first("hv_lead") == "2018-03-05T10:00"
    assert first("head") == "2018-03-07T08:00"
    assert [line["act"] for line in found if line["type"] == "event"] == ["decide_step_down", "close_to_social_care"]
    assert found[-1] == {
        "type": "open",
        "at": "2018-06-29T23:59",
        "duties": [
            {"duty": "no_lead", "owed_by": "manager", "due": "2018-03-06"},
            {"duty": "meeting_undecided", "owed_by": "manager", "due": "2018-03-07"},
            {"duty": "caf_not_started", "owed_by": "coordinator", "due": "2018-03-14"},
            {"duty": "handover_stalled", "owed_by": "head", "due": "2018-04-06"},
        ],
    }
    assert told[0].keys() == {"type", "at", "duty", "about", "rung", "to", "mail"}
    # Nobody is left alone with it: somebody was told at least every five working days until the end.
    assert [line["at"][:10] for line in told if line["duty"] == "handover_stalled" and line["to"] == "head"][
        -1
    ] == "2018-06-26"


def test_it_stops_early_when_asked() -> None:
    found = lines("--until", "2018-03-06")
    assert found[-1]["at"] == "2018-03-06T23:59"
    assert all(line["at"] < "2018-03-07" for line in found)


def test_the_report_says_what_nobody_did() -> None:
    done = newcomers_replay(str(CHILD_K))
    assert done.returncode == 0, done.stderr
    assert "Week of 5 March 2018" in done.stdout
    assert "nobody was named as lead professional" in done.stdout
    assert "nobody started a CAF" in done.stdout
    assert "Head of service was told" in done.stdout
    # Composed every morning as ever, and sent to nobody.
    table = done.stdout[done.stdout.index("Mail in a week, over 18 weeks") :].splitlines()
    assert [line.split()[-4:] for line in table if "Head of service" in line] == [["2", "2", "2", "2"]]
    assert [line.split()[-4:] for line in table if "Early help coordinator" in line] == [["4", "2", "4", "2"]]


def test_another_policy_stands_beside_the_local_defaults(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[duty.no_lead]\nrungs = [[1, ["head"]]]\n')
    week = ("--policy", str(policy), "--until", "2018-03-08")
    done = replay(str(CHILD_K), *week)
    assert done.exit_code == 0, done.stderr
    assert "Local defaults" in done.stdout
    assert "The policy" in done.stdout
    assert "Mail in a week (local defaults), over 2 weeks" in done.stdout
    assert "Mail in a week (the policy), over 2 weeks" in done.stdout
    both = lines(*week)
    rungs = {
        (line["timescales"], line["rung"])
        for line in both
        if line.get("duty") == "no_lead" and line["at"] < "2018-03-08"
    }
    assert rungs == {("defaults", 0), ("defaults", 2), ("policy", 1)}


def test_an_act_that_the_rules_refuse_stops_it_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "refused.toml"
    file.write_text(CHILD_K.read_text() + '\n[[events]]\nat = 2018-03-08T10:00:00\nby = "hv"\nact = "start_caf"\n')
    done = replay(str(file), "--json")
    assert done.exit_code == 1
    assert "event 3 (2018-03-08T10:00, start_caf by hv) is refused: hv has no right" in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["at"] < "2018-03-08T10:00"


@pytest.mark.parametrize("text", ["not toml", 'title = "Half"\n', ""])
def test_a_file_that_is_no_scenario_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text)
    done = replay(str(file))
    assert done.exit_code == 2
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in done.stderr
