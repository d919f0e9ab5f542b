"""The forms about the lead professional and what the family say."""

from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.stages import decided, handed_on, led, nominated

LEADS = {
    "nominate": FormOfThePath(
        stage=decided, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/lead/nominate",
        data=lambda stage: {"find": "visram", "person": str(stage.authority.health_visitor.id), "note": "Ring me"},
        texts=("find",), long_texts=("note",), choices=("person",),
        wrong=(({"person": ""}, "Search for the person"),),
    ),
    "accept": FormOfThePath(
        stage=nominated, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead",
        data=lambda stage: {"answer": "accept"}, choices=("answer",),
    ),
    "hand a lead on": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead/nominate",
        data=lambda stage: {
            "find": "nkemelu", "person": str(stage.authority.other_health_visitor.id), "note": "Ring the nursery first",
        },
        long_texts=("note",), wrong=(({"note": " "}, "Enter a note to the next lead"),),
    ),
    "hand a lead on at once": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead/end",
        data=lambda stage: {
            "find": "nkemelu", "person": str(stage.authority.other_health_visitor.id), "successor": "named",
            "note": "Ring the nursery first", "reason": "Moves to another team",
        },
        long_texts=("note",), wrong=(({"note": " "}, "Enter a note to the next lead"),),
        # Whoever has handed the family on has no part in the case any more, and it is no page for them.
        again=404,
    ),
    "accept after a lead": FormOfThePath(
        stage=handed_on, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead",
        data=lambda stage: {"answer": "accept", "note_read": "y"},
        wrong=(({"note_read": ""}, "Read the note from the lead professional"),),
    ),
    "decline": FormOfThePath(
        stage=nominated, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/lead",
        data=lambda stage: {"answer": "decline", "reason": "On leave from Monday"}, long_texts=("reason",),
        choices=("answer",), wrong=(({"reason": " "}, "Enter why you decline"),),
        # Whoever declined has no part in the case any more, and it is no page for them.
        again=404,
    ),
    "decline by telephone": FormOfThePath(
        stage=nominated, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/lead/decline",
        data=lambda stage: {"reason": "She is on leave"}, long_texts=("reason",),
        wrong=(({"reason": ""}, "Enter the reason"),),
    ),
    "end a lead": FormOfThePath(
        stage=led, by=lambda who: who.manager, path=lambda stage: f"{stage.at}/lead/end",
        data=lambda stage: {"reason": "Moves to another team", "successor": "not_yet"}, long_texts=("reason",),
        choices=("successor",),
        wrong=(({"reason": ""}, "Enter why the lead ends"), ({"successor": "named"}, "Search for the person")),
    ),
    "agreement": FormOfThePath(
        stage=led, by=lambda who: who.health_visitor, path=lambda stage: f"{stage.at}/agreement",
        data=lambda stage: {"adult": str(stage.case.adults[0].id), "agreed": "no", "reason": "Wants no more visits"},
        long_texts=("reason",), choices=("adult", "agreed"), wrong=(({"reason": ""}, "what they said about why not"),),
    ),
}  # fmt: skip
