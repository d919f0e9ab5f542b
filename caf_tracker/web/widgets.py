"""Form fields drawn with the design system's macros: label, hint, error and input, tied together for everybody."""

from typing import Any

from flask import current_app
from markupsafe import Markup
from wtforms import Field
from wtforms.fields.choices import SelectFieldBase

Params = dict[str, Any]


class Widget:
    """Draws a field with one macro; a template adds to its parameters: `form.name(classes="…", legend_size="l")`."""

    component = "input"
    macro = "govukInput"
    # Grouped inputs are named by a legend, single ones by a label.
    grouped = False

    def __call__(self, field: Field, **options: Any) -> Markup:
        size = options.pop("size", None)
        page_heading = options.pop("is_heading", False)
        naming = {"text": field.label.text, "classes": f"{self._naming_class()}--{size}" if size else ""}
        if page_heading:
            naming["isPageHeading"] = True
        params: Params = {
            "id": field.id,
            "name": field.name,
            **({"fieldset": {"legend": naming}} if self.grouped else {"label": naming}),
            **({"hint": {"text": field.description}} if field.description else {}),
            **({"errorMessage": {"text": field.errors[0]}} if field.errors else {}),
            **self.own_params(field),
            **(field.render_kw or {}),
            **options,
        }
        return draw(self.component, self.macro, params)

    def own_params(self, field: Field) -> Params:
        """What this kind of input adds."""
        # A NUL has no place in HTML; everything else that was typed is shown again.
        return {"value": field._value().replace("\0", "\ufffd")}

    def _naming_class(self) -> str:
        return "govuk-fieldset__legend" if self.grouped else "govuk-label"


class TextArea(Widget):
    component, macro = "textarea", "govukTextarea"


class Password(Widget):
    component, macro = "password-input", "govukPasswordInput"

    def own_params(self, field: Field) -> Params:
        return {}


class File(Widget):
    component, macro = "file-upload", "govukFileUpload"

    def own_params(self, field: Field) -> Params:
        return {}


class Select(Widget):
    component, macro = "select", "govukSelect"

    def own_params(self, field: Field) -> Params:
        return {"items": _items(field, "selected")}


class Radios(Widget):
    component, macro, grouped = "radios", "govukRadios", True

    def own_params(self, field: Field) -> Params:
        return {"idPrefix": field.id, "items": _items(field, "checked")}


class Checkboxes(Widget):
    component, macro, grouped = "checkboxes", "govukCheckboxes", True

    def own_params(self, field: Field) -> Params:
        return {"idPrefix": field.id, "items": _items(field, "checked")}


class SingleCheckbox(Widget):
    """One box that is ticked or not; its label stands beside it."""

    component, macro = "checkboxes", "govukCheckboxes"

    def own_params(self, field: Field) -> Params:
        item = {"value": "y", "text": field.label.text, "checked": bool(field.data), "id": field.id}
        return {"idPrefix": field.id, "items": [item]}


class Date(Widget):
    """Day, month and year, each its own box."""

    component, macro, grouped = "date-input", "govukDateInput", True

    def own_params(self, field: Field) -> Params:
        wrong = field.wrong_parts if field.errors else ()
        typed = field.typed
        boxes = []
        for part, value in zip(("day", "month", "year"), typed, strict=True):
            width = 4 if part == "year" else 2
            error = " govuk-input--error" if part in wrong else ""
            boxes.append(
                {
                    # The error summary links to the field's id: the first box that is wrong carries it.
                    "id": f"{field.id}-{part}",
                    "name": f"{field.name}-{part}",
                    "label": part.capitalize(),
                    "value": value,
                    "classes": f"govuk-input--width-{width}{error}",
                }
            )
        return {"items": boxes}


def draw(component: str, macro: str, params: Params) -> Markup:
    """The HTML of one of the design system's macros."""
    template = current_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return Markup(getattr(template.module, macro)(params)).strip()  # noqa: S704 - macros escape what they get


def _items(field: SelectFieldBase, chosen: str) -> list[Params]:
    hints: dict[str, str] = getattr(field, "hints", {})
    return [
        {
            "value": choice.value,
            "text": choice.label,
            chosen: choice.selected,
            **({"hint": {"text": hints[choice.value]}} if choice.value in hints else {}),
        }
        for choice in field.iter_choices()
    ]
