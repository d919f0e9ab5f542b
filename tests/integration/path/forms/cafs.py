"""The forms of a CAF and its assessment."""

from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import agreed, assessed, closed, date_of, started

CAFS = {
    "start a CAF": FormOfThePath(
        stage=agreed, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/caf",
    ),
    "close a CAF": FormOfThePath(
        stage=started, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/caf/close",
        data=lambda stage: {
            "outcome": "moved_area", **date_of("moved_on", 3, 3, 2026), "receiving_person": "Bo Lang, Wells Early Help",
            "carries_on": "The new health visitor", "asked": str(stage.authority.coordinator.id),
        },
        texts=("receiving_person",), long_texts=("carries_on",), choices=("outcome", "asked"), dates=("moved_on",),
        wrong=(
            ({"receiving_person": ""}, "who in the new area"), ({"carries_on": " "}, "who carries on with what"),
            (date_of("moved_on", 2, 3, 2026), "on or after the day the CAF started"),
            ({"outcome": "stepped_up"}, "a referral is not enough"), ({"outcome": "died"}, "the day the child died"),
            ({"outcome": "single_agency"}, "agency that carries on alone"),
            ({"outcome": "declined_or_disengaged"}, "manager found"),
        ),
    ),
    "open a CAF again": FormOfThePath(
        stage=closed, by=lambda who: who.coordinator, path=lambda stage: f"{stage.at}/caf/reopen",
        data=lambda stage: {"reason": "The mother asks for help again"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "Enter why"),),
    ),
    "write the analysis": FormOfThePath(
        stage=started, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/assessment/analysis",
        data=lambda stage: {"text": "Warm, and worn out since they moved."},
        long_texts=("text",), wrong=(({"text": " "}, "Write the text"),),
    ),
    "write a child’s voice": FormOfThePath(
        stage=started, by=lambda who: who.coordinator,
        path=lambda stage: f"{stage.at}/assessment/childs_voice/child/{stage.case.children[0].id}",
        data=lambda stage: {"text": "He turns to his sister’s voice."}, long_texts=("text",),
        wrong=(({"text": ""}, "Write the text"),),
    ),
    "write what an agency knows": FormOfThePath(
        stage=started, by=lambda who: who.health_visitor,
        path=lambda stage: f"{stage.at}/assessment/contribution/agency/{stage.authority.health_visiting.id}",
        data=lambda stage: {"text": "Seen at home every fortnight."}, long_texts=("text",),
    ),
    "complete the assessment": FormOfThePath(
        stage=assessed, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/assessment/complete",
    ),
}  # fmt: skip
