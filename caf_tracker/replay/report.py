"""A replay for people: week by week what happened, who was told what, and what was owed; then what nobody did."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest

from caf_tracker import labels, working_days
from caf_tracker.models.words import MailMode
from caf_tracker.replay.player import Happened, Mailed, Owed, Step, StillOpen, Told
from caf_tracker.replay.scenario import Scenario

_MAIL = {
    MailMode.NOW: "Mailed at once",
    MailMode.DIGEST: "In the morning's mail",
    MailMode.NO: "Said on the page they were on",
}

# What the replay says when one of these acts never took place.
_UNDONE = (
    (("nominate_lead", "accept_lead"), "nobody was named as lead professional"),
    (("accept_lead",), "nobody accepted to lead"),
    (("record_agreement",), "nobody recorded whether the family agrees"),
    (("decide_meeting",), "nobody decided whether to meet"),
    (("start_caf",), "nobody started a CAF"),
    (("confirm_handover", "end_without_caf", "return_to_social_care"), "nobody settled how the step-down ends"),
)


@dataclass
class Week:
    """One week from Monday, as lines of text."""

    starts: date
    lines: list[str] = field(default_factory=list)


def weeks_of(scenario: Scenario, steps: Iterable[Step]) -> list[Week]:
    """The replay as weeks, in order of time."""
    weeks: dict[date, Week] = {}
    told_before: set[str] = set()
    closed_on: date | None = None
    for (at, *_), group in groupby(steps, key=_together):
        together = list(group)
        if isinstance(together[0], Mailed):
            continue
        monday = at.date() - timedelta(days=at.weekday())
        week = weeks.setdefault(monday, Week(monday))
        match together[0]:
            case Happened() as step:
                if step.act == "close_to_social_care":
                    closed_on = step.event.given.get("on", step.at.date())
                week.lines.append(f"{_when(step.at)}  {name_of(scenario, step.by)} {labels.replay_act(step.act)}.")
            case Told() as step:
                people = [told.to for told in together if isinstance(told, Told)]
                week.lines.append(_told(scenario, step, people, told_before))
                told_before.update(people)
            case StillOpen() as step:
                week.lines += _owed(scenario, step, closed_on)
    return list(weeks.values())


def _together(step: Step) -> tuple[datetime, str, str]:
    """Everybody told of one duty at one moment by the same mail stands in one line."""
    if isinstance(step, Told):
        return step.at, step.duty, step.mail.value
    return step.at, type(step).__name__, step.act if isinstance(step, Happened) else ""


def heading(scenario: Scenario) -> list[str]:
    """What is played."""
    return [
        scenario.title,
        f"{_day(scenario.starts)} to {_day(scenario.ends)}. Nothing is sent: this is what CAF Tracker would have said.",
    ]


def not_done(scenario: Scenario, steps: Iterable[Step]) -> list[str]:
    """What nobody did by the end, and how often who was told of it."""
    steps = list(steps)
    acts = {step.act for step in steps if isinstance(step, Happened)}
    nominated = any(
        "nominate" in step.event.given or "successor" in step.event.given
        for step in steps
        if isinstance(step, Happened)
    )
    if "decide_step_down" not in acts:
        return []
    undone = [
        said for done_by, said in _UNDONE if acts.isdisjoint(done_by) and not ("nominate_lead" in done_by and nominated)
    ]
    told = [step for step in steps if isinstance(step, Told)]
    lines = [f"By {_day(scenario.ends)} {said}." for said in undone]
    for person in sorted({step.to for step in told}):
        mine = [step for step in told if step.to == person]
        lines.append(f"{name_of(scenario, person)} was told {_times(len(mine))}, first on {_day(mine[0].at.date())}.")
    return lines


def side_by_side(left: list[Week], right: list[Week], titles: tuple[str, str], width: int = 64) -> list[str]:
    """Two replays in two columns, week by week."""
    lines = [_row(titles[0], titles[1], width), _row("=" * width, "=" * width, width)]
    both = {week.starts: week for week in left}, {week.starts: week for week in right}
    for monday in sorted(both[0].keys() | both[1].keys()):
        lines += ["", _row(f"Week of {_day(monday)}", "", width)]
        columns = [
            [part for line in week.lines for part in textwrap.wrap(line, width, subsequent_indent="      ")]
            for week in (found.get(monday, Week(monday)) for found in both)
        ]
        lines += [_row(mine or "", other or "", width) for mine, other in zip_longest(*columns)]
    return lines


def in_one_column(weeks: list[Week]) -> list[str]:
    """One replay, week by week."""
    lines: list[str] = []
    for week in weeks:
        if week.lines:
            lines += ["", f"Week of {_day(week.starts)}", *(f"  {line}" for line in week.lines)]
    return lines


def _told(scenario: Scenario, step: Told, people: list[str], told_before: set[str]) -> str:
    names = [name_of(scenario, key) + ("" if key in told_before else " (for the first time)") for key in people]
    return f"{_when(step.at)}    told {', '.join(names)}: {labels.duty_title(step.duty)}. {_MAIL[step.mail]}."


def _owed(scenario: Scenario, step: StillOpen, closed_on: date | None) -> list[str]:
    if not step.duties:
        return []
    today = step.at.date()
    since = f", {working_days.between(closed_on, today)} working days after social care closed" if closed_on else ""
    return [
        f"Still owed on {_day(today)}{since}:",
        *(
            f"    {labels.duty_title(owed.duty)}: {name_of(scenario, owed.owed_by)}, {_late(owed, today)}"
            for owed in step.duties
        ),
    ]


def _late(owed: Owed, today: date) -> str:
    days = working_days.between(owed.due, today)
    if days > 0:
        return f"{days} working {'day' if days == 1 else 'days'} late"
    return f"by {_day(owed.due)}"


def name_of(scenario: Scenario, key: str) -> str:
    """A person or mailbox as the report calls them."""
    if not key:
        return "nobody is left to owe it"
    if key.startswith("agency:"):
        return f"{scenario.agencies[key.removeprefix('agency:')]['name']} (mailbox)"
    name: str = scenario.staff[key]["name"]
    return name


def _row(left: str, right: str, width: int) -> str:
    return f"{left:<{width}} | {right}".rstrip()


def _when(at: datetime) -> str:
    return f"{at:%a} {at.day:2} {at:%b %H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
