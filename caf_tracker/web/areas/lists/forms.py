"""The search box of the list of cases."""

from caf_tracker.web.fields import Form, TextField


class SearchForm(Form):
    """One box for a reference, an NHS number or a child's name."""

    text = TextField(
        "Find a case",
        hint="A case reference such as EH-000123K, an NHS number, or a child’s name",
        render_kw={"autocomplete": "off", "spellcheck": False},
    )
