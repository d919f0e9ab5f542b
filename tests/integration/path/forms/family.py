"""The forms about children and adults."""

from tests import factories
from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import Data, Stage, date_of, opened


def _child(stage: Stage) -> Data:
    return {
        "name": "Noor Rowan", "is_born": "yes", **date_of("born", 2, 11, 2025), "nhs_number": factories.nhs_number(778),
        "gp": "Mill Street", "school": "", "disability": "", "moves": "yes", "mobility": "rolling",
        "mobility_seen_by": "Hana Visram", **date_of("mobility_seen_on", 2, 3, 2026),
    }  # fmt: skip


def _adult(stage: Stage) -> Data:
    answers = {
        "known": "yes", "name": "Gwen Archer", "language": "Welsh and English", "needs_interpreter": "no",
        "safe_contact": "Text only, before 3pm", "may_know": "yes", "may_attend": "no",
    }  # fmt: skip
    for place in range(len(stage.case.children)):
        answers |= {f"relation_{place}": "grandmother", f"responsibility_{place}": "no"}
    return answers


FAMILY = {
    "add a child": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, path=lambda stage: f"{stage.at}/children/add", data=_child,
        texts=("name", "gp", "school", "mobility_seen_by"), long_texts=("disability",),
        choices=("is_born", "moves", "mobility"), dates=("born", "mobility_seen_on"),
        wrong=(
            ({"nhs_number": "999 000 0010"}, "NHS number"),
            ({"nhs_number": "9" * 10_000}, "NHS number"),
            ({"name": ""}, "Enter the child’s name"),
            (date_of("born", 1, 1, 1950), "Date of birth must be in the last"),
            (date_of("mobility_seen_on", 1, 10, 2025), "on or after the date of birth"),
            ({"is_born": "no", **date_of("due", 1, 1, 2029)}, "within 10 months"),
            ({"is_born": "no"}, "Enter the date the baby is due"),
        ),
    ),
    "change a child": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, data=_child,
        path=lambda stage: f"{stage.at}/children/{stage.case.children[0].id}",
        texts=("name", "gp"), long_texts=("disability",), choices=("is_born",), dates=("born",),
        wrong=(({"nhs_number": "999 000 0010"}, "NHS number"),),
    ),
    "add an adult": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, path=lambda stage: f"{stage.at}/adults/add", data=_adult,
        texts=("name", "language"), long_texts=("safe_contact",),
        choices=("known", "relation_0", "responsibility_1", "needs_interpreter", "may_know"),
        wrong=(({"relation_0": "none", "relation_1": "none"}, "at least one child"), ({"name": ""}, "person’s")),
    ),
    "change an adult": FormOfThePath(
        stage=opened, by=lambda who: who.coordinator, data=_adult,
        path=lambda stage: f"{stage.at}/adults/{stage.case.adults[0].id}",
        texts=("name",), long_texts=("safe_contact",), choices=("known", "may_attend", "may_receive"),
    ),
}  # fmt: skip
