"""The forms of meetings and reviews."""

from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import date_of, planned

MEETINGS = {
    "arrange a meeting": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/meetings/arrange",
        data=lambda stage: {
            "kind": "review", **date_of("planned_for", 20, 3, 2026), "chair": str(stage.authority.health_visitor.id),
        },
        choices=("kind", "chair"),
        wrong=((date_of("planned_for", 2, 3, 2026), "today or in the future"), ({"chair": ""}, "who chairs")),
    ),
    "cancel a meeting": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.to_hold}/cancel",
        data=lambda stage: {"reason": "Half of the team is ill"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "why the meeting is cancelled"),),
    ),
    "hold a meeting": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/meetings/held",
        data=lambda stage: {
            "kind": "taf", **date_of("held_on", 3, 3, 2026), "present": str(stage.authority.health_visiting.id),
        },
        choices=("kind", "present"), dates=("held_on",),
        wrong=((date_of("next_on", 3, 3, 2026), "must be after this meeting"), ({"kind": ""}, "what kind")),
    ),
    "hold what was arranged": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.to_hold}/held",
        data=lambda stage: date_of("held_on", 3, 3, 2026), dates=("held_on",),
    ),
    "review": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/review",
        data=lambda stage: stage.review, long_texts=("what_changed",), dates=("held_on",),
        wrong=(
            ({"what_changed": ""}, "what has changed"), (date_of("next_on", 2, 3, 2026), "after this meeting"),
            ({"next_on-day": "", "next_on-month": "", "next_on-year": ""}, "when the next review is"),
            ({"outcome_1": "achieved indeed"}, "Choose one of the answers"), ({"outcome_1": ""}, "how far this has"),
        ),
    ),
}  # fmt: skip
