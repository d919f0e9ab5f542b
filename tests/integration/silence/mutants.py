"""Faults put into a copy of the product on purpose: each must turn the state machine red.

A fault is a piece of the source and what stands there instead. A piece that is no longer found, because the code has
moved on, fails a test of `make test`: put the fault where the code now is.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Mutant:
    """One fault: in which file of caf_tracker, what stands there, and what stands there instead."""

    name: str
    file: str
    was: str
    instead: str

    def mutated(self, root: Path = ROOT) -> str:
        """The file's source with the fault in it; ValueError if its place is not there exactly once."""
        source = (root / "caf_tracker" / self.file).read_text()
        if source.count(self.was) != 1:
            raise ValueError(f"{self.name}: {self.file} does not hold this once any more: {self.was}")
        return source.replace(self.was, self.instead)


MUTANTS = (
    Mutant(
        "no coordinator stands in",
        "duties/recipients.py",
        "single.c.acting_id.is_(None)",
        "sa.false()",
    ),
    Mutant(
        "no head where there is no coordinator",
        "duties/recipients.py",
        "_of_area(Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)",
        "_of_area(Role.EARLY_HELP_COORDINATOR)",
    ),
    Mutant(
        "no repeat after the last rung",
        "duties/ladders.py",
        "while self.silent_from is None or number < self.silent_from:",
        "while False:",
    ),
    Mutant(
        "a refusal counts as an outcome: nothing is owed after it",
        "duties/of_handovers.py",
        "found.join(Case, Case.id == StepDown.case_id).where(StepDown.not_started_on.is_not(None))",
        "found.join(Case, Case.id == StepDown.case_id).where(StepDown.not_started_on.is_not(None), "
        "~sa.exists().where(Agreement.case_id == StepDown.case_id, ~Agreement.agreed))",
    ),
    Mutant(
        "a refusal counts as an outcome: it ends the step-down",
        "services/agreements.py",
        '    audit.record(actor=actor, at=at, act="record_agreement"',
        """    if not agreed and (step_down := standing.undecided_step_down(case)) is not None:
        from caf_tracker.models.words import StepDownOutcome

        another = db.session.scalars(sa.select(User).where(User.id != actor.id)).first()
        outcomes.end(actor=actor, at=at, step_down=step_down, outcome=StepDownOutcome.ENDED_WITHOUT_CAF,
                     reason="They refused", approved_by=another)
    audit.record(actor=actor, at=at, act="record_agreement\"""",
    ),
    Mutant(
        "equality instead of ≤ in the day that a rung falls due",
        "duties/recipients.py",
        "opened.c.anchor_on > sought.c.after_on, opened.c.anchor_on <= sought.c.until_on",
        "opened.c.anchor_on == sought.c.until_on",
    ),
    Mutant(
        "equality instead of ≤ in the day that a handover stalls",
        "duties/of_handovers.py",
        "StepDown.not_started_on <= STALLED_ON",
        "StepDown.not_started_on == STALLED_ON",
    ),
    Mutant(
        "an inactive recipient is kept",
        "duties/recipients.py",
        "sa.case((person.reachable, person.id), else_=stand_ins.c.acting_id)",
        "person.id",
    ),
    Mutant(
        "the lapse is forgotten",
        "duties/moments.py",
        "return sa.case((Lead.fast_track, Lead.nominated_on <= LAPSED_FAST_ON), else_=Lead.nominated_on <= LAPSED_ON)",
        "return sa.false()",
    ),
    Mutant(
        "a sweep does not look again when somebody is lost",
        "models/unswept.py",
        """    ("users", "UPDATE OF role, agency_id, area_id, line_manager_id, disabled_at, bounced_at", "NULL"),
""",
        "",
    ),
    Mutant(
        "a lead who is disabled leaves no search behind",
        "services/leads.py",
        """        _end(lead, at, LeadEnding.ACCOUNT_DISABLED, actor)
        db.session.flush()
        _leave_vacant(lead, at)
""",
        """        _end(lead, at, LeadEnding.ACCOUNT_DISABLED, actor)
        db.session.flush()
""",
    ),
    Mutant(
        "what an agency knows never goes stale",
        "duties/moments.py",
        '"stale_on": begun("engagement_unknown.of_contact_stale"),',
        '"stale_on": date.min,',
    ),
    Mutant(
        "an explicit unknown opens nothing",
        "services/engagement.py",
        "member.unknown_id, member.unknown_on = observation.id, observation.as_of",
        "pass",
    ),
    Mutant(
        "a sweep does not look again when the team changes",
        "models/unswept.py",
        """            "team_agencies",
""",
        "",
    ),
    Mutant(
        "a sweep does not look again when the day of a meeting has passed that nobody held",
        "reminders/looking.py",
        "by_the_clock = sa.union(sa.select(Lead.case_id).where(sa.or_(*lapsed)), awake, missed)",
        "by_the_clock = sa.union(sa.select(Lead.case_id).where(sa.or_(*lapsed)), awake)",
    ),
    Mutant(
        "a CAF closes, and its team is still asked",
        "services/outcomes.py",
        """    team.end_with_case(at=at, case=case)
""",
        "",
    ),
    Mutant(
        "a CAF closes, and what was agreed is still to be done",
        "services/outcomes.py",
        """    plans.end_with_case(at=at, case=case)
""",
        "",
    ),
    Mutant(
        "a CAF is opened again, and nobody leads it",
        "services/caf_closing.py",
        """    leads.lead_again(actor=actor, at=at, case=case, ended_at=ended_at)
""",
        "",
    ),
)


def product_with(mutant: Mutant, folder: Path) -> Path:
    """A root in which caf_tracker is a copy with the fault in it, and everything else is the project's own."""
    root = folder / "root"
    root.mkdir()
    for entry in ROOT.iterdir():
        if entry.name == "caf_tracker":
            shutil.copytree(entry, root / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif not entry.name.startswith("."):
            (root / entry.name).symlink_to(entry)
    (root / "caf_tracker" / mutant.file).write_text(mutant.mutated())
    return root
