"""A form field for rich text: an editor where a script runs, a plain textarea where none does."""

import pydantic
from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script

from ..plain import read_plain, write_plain
from ..richtext import Blocks, is_too_deep, read_html, safe_html, write_html

TOO_LONG = "Teksten er for lang: høyst 1 000 avsnitt, og 20 000 tegn i hvert."
TOO_DEEP = "Teksten har punkter i mer enn fem nivåer. Flytt de innerste ett nivå ut."
_blocks = pydantic.TypeAdapter(Blocks)


class Typed(str):
    """What somebody wrote in the plain field; it is shown to them again as they wrote it."""


def cleaned(text: str) -> str:
    """The small HTML of a text from the editor or from the plain field, or one sentence about why it cannot be."""
    try:
        html = write_html(read_plain(text)) if isinstance(text, Typed) else text
        if is_too_deep(html):
            raise ValidationError(TOO_DEEP, code="too_deep")
        return write_html(_blocks.validate_python(read_html(html)))
    except pydantic.ValidationError:
        raise ValidationError(TOO_LONG, code="too_long") from None


class RichTextInput(forms.Textarea):
    """Sends HTML as `name` when the script has started, and otherwise the plain text as `name-plain`."""

    template_name = "parts/rich_text.html"

    class Media:
        css = {"all": ["css/rich_text.css"]}
        js = [Script("js/rich_text.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"rows": 8, "lang": "nb", "spellcheck": "true"} | (attrs or {}))

    def value_from_datadict(self, data, files, name):
        if name in data:
            return data[name]
        return Typed(data[f"{name}-plain"]) if f"{name}-plain" in data else None

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}-plain" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, "", attrs)
        context["widget"] |= {"html": safe_html(value), "plain": ""}
        try:
            if isinstance(value, Typed):
                context["widget"] |= {"html": "", "plain": value}
                context["widget"]["html"] = write_html(read_plain(value))
            else:
                context["widget"]["plain"] = write_plain(read_html(value))
        except pydantic.ValidationError:
            pass  # too long for one of the two forms; the one it was written in is there
        return context


class RichText(forms.CharField):
    """Its value is the small HTML of `programmes.richtext`, clean, whatever was sent."""

    widget = RichTextInput

    def to_python(self, value):
        return cleaned(value) if value else ""
