"""The forms of the plan."""

from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import date_of, planned

PLANS = {
    "add an outcome": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/plan/outcomes/add",
        data=lambda stage: {"wanted": "I want her to go to nursery"}, long_texts=("wanted",),
        wrong=(({"wanted": " "}, "in the family’s words"),),
    ),
    "take an outcome out": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.in_plan}/take-out",
        data=lambda stage: {"reason": "They ask for something else"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "Enter why"),),
    ),
    "agree an action": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.in_plan}/actions/add",
        data=lambda stage: {
            "action": "Show her the nursery", "owner": f"person-{stage.authority.health_visitor.id}",
            **date_of("due_on", 20, 3, 2026),
        },
        long_texts=("action",), choices=("owner",),
        wrong=(
            ({"action": ""}, "what is to be done"), ({"owner": ""}, "Choose who does it"),
            (date_of("due_on", 2, 3, 2026), "must be today or later"), (date_of("due_on", 31, 2, 2026), "a real date"),
            ({"due_on-day": ""}, "must include a day"),
        ),
    ),
    "note progress": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {"what": "progress", "note": "Asked twice, no answer"}, long_texts=("note",),
        choices=("what",), wrong=(({"note": ""}, "how far"), ({"what": ""}, "what you want to record")),
    ),
    "do what was agreed": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {"what": "done", **date_of("done_on", 3, 3, 2026)}, dates=("done_on",),
    ),
    "agree another day": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {
            "what": "new_day", **date_of("due_on", 27, 3, 2026), "why_another_day": "The landlord is away",
        },
        long_texts=("why_another_day",),
        wrong=(
            ({"why_another_day": ""}, "why another day"),
            (date_of("due_on", 20, 3, 2026), "other than the present one"),
            (date_of("due_on", 2, 3, 2026), "must be today or later"),
            ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Enter the new day"),
        ),
    ),
    "do it no longer": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: stage.to_do,
        data=lambda stage: {"what": "no_longer", "why_no_longer": "They have a flat now"},
        long_texts=("why_no_longer",), wrong=(({"why_no_longer": ""}, "no longer to be done"),),
    ),
    "share the plan": FormOfThePath(
        stage=planned, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/plan/share",
        data=lambda stage: {"how": "given", "with_adults": str(stage.case.adults[0].id)},
        choices=("how", "with_adults"),
        wrong=(({"with_adults": ""}, ""), ({"how": ""}, "how the plan was shared")),
    ),
}  # fmt: skip
