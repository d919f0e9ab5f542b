"""The forms about a step-down: its handover, its end, who comes second."""

from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import asked, asked_to_wait, date_of, decided, started

STEP_DOWNS = {
    "handover": FormOfThePath(
        stage=started, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/handover",
        data=lambda stage: {"papers": "yes", "joint_visit": "no", "joint_visit_reason": "Asked to be seen alone",
                            "actions": "yes", "family": "yes"},
        long_texts=("joint_visit_reason",), choices=("papers", "family"),
        wrong=(({"joint_visit_reason": ""}, "Enter why there was no joint visit"), ({"family": ""}, "whom to call")),
    ),
    "close": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/close",
        data=lambda stage: {**date_of("closed_on", 3, 3, 2026), "reason": "The family will not work with us"},
        long_texts=("reason",), dates=("closed_on",),
        wrong=(
            (date_of("closed_on", 2, 3, 2026), "on or after the date of the decision"),
            ({"reason": "  "}, "while this is still open"),
        ),
    ),
    "end without a CAF": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/step-down/end",
        data=lambda stage: {
            "kind": "moved_area", **date_of("act_on", 2, 3, 2026), "receiving_person": "Bo Lang, Wells Early Help",
            "reason": "They moved", "asked": str(stage.authority.coordinator.id),
        },
        texts=("receiving_person",), long_texts=("reason",), choices=("kind", "asked"), dates=("act_on",),
        wrong=(({"receiving_person": ""}, "who in the new area"), ({"reason": ""}, "Enter your reasons")),
    ),
    "return": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/step-down/return",
        data=lambda stage: {**date_of("accepted_on", 3, 3, 2026), "reason": "New bruising"}, long_texts=("reason",),
        dates=("accepted_on",),
        wrong=(
            (date_of("accepted_on", 2, 3, 2026), "on or after the step-down decision"), ({"reason": ""}, "Enter why"),
        ),
    ),
    "decide whether to meet": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/meeting/decide",
        data=lambda stage: {"hold": "no", "reason": "One agency visits, weekly, and knows the family well."},
        long_texts=("reason",), choices=("hold",),
        wrong=(({"reason": ""}, "Enter your reasons"), ({"reason": "They would not have come"}, "may be a guess")),
    ),
    "record a trigger": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/meeting/trigger",
        data=lambda stage: {"kind": "new_pregnancy_or_baby", "note": "Due in August"}, long_texts=("note",),
        choices=("kind",),
        wrong=(({"kind": "injury"}, "Choose one of the answers"), ({"kind": "other", "note": ""}, "what has happened")),
    ),
    "approve": FormOfThePath(
        stage=asked, by=lambda who: who.coordinator, path=lambda stage: f"/approvals/{stage.request_id}",
        data=lambda stage: {"answer": "approve"}, choices=("answer",),
    ),
    "refuse": FormOfThePath(
        stage=asked, by=lambda who: who.coordinator, path=lambda stage: f"/approvals/{stage.request_id}",
        data=lambda stage: {"answer": "refuse", "reason": "Nobody has seen the children"}, long_texts=("reason",),
        choices=("answer",), wrong=(({"reason": ""}, "Enter why you refuse"),),
    ),
    "put off reminders": FormOfThePath(
        stage=asked, by=lambda who: who.coordinator,
        path=lambda stage: f"{stage.at}/put-off/approval_waiting/approval_requests/{stage.request_id}",
        data=lambda stage: {"until_on": "2026-03-10", "reason": "The grandmother is away"}, long_texts=("reason",),
        choices=("until_on",),
        wrong=(({"reason": " "}, "Enter why"), ({"until_on": "2026-03-11"}, "Choose one of the answers")),
    ),
    "let reminders wait": FormOfThePath(
        stage=asked_to_wait, by=lambda who: who.coordinator, path=lambda stage: f"/put-off/{stage.snooze_id}",
        data=lambda stage: {"answer": "allow"}, choices=("answer",),
    ),
    "take a request back": FormOfThePath(
        stage=asked, by=lambda who: who.manager, path=lambda stage: f"/approvals/{stage.request_id}/take-back",
    ),
}  # fmt: skip
