"""Whether somebody gave a step-down the outcome that it has: a refusal, or the passing of time, gives none."""

from caf_tracker.checker.rows import CaseRows, Row
from caf_tracker.models.words import Answer, ApprovalKind, StepDownOutcome

_APPROVED = {
    StepDownOutcome.ENDED_WITHOUT_CAF: ApprovalKind.END_WITHOUT_CAF,
    StepDownOutcome.MOVED_AREA: ApprovalKind.MOVED_AREA,
    StepDownOutcome.ERROR: ApprovalKind.ERROR,
}


def is_supported(step_down: Row, rows: CaseRows) -> bool:
    """Whether the rows bear it out: a confirmed handover, or a second person's approval of that very ending.

    A return to social care carries its own reason and date in the step-down; the database insists on them.
    """
    if step_down.outcome == StepDownOutcome.CAF_CONFIRMED:
        return any(row.step_down_id == step_down.id for row in rows.handovers)
    kind = _APPROVED.get(step_down.outcome)
    return kind is None or any(
        row.step_down_id == step_down.id and row.kind == kind and row.answer == Answer.APPROVED for row in rows.requests
    )
