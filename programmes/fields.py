"""A model field for rich text that is clean whichever door it came through."""

from django.db import models

from .forms.richtext import RichText, RichTextInput, cleaned
from .richtext import read_html, write_html


class RichTextField(models.TextField):
    """Holds the small HTML of `richtext`; sanitised on save, bulk_create and update alike."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else write_html(read_html(value))

    def pre_save(self, model_instance, add):
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def clean(self, value, model_instance):
        return cleaned(super().clean(value, model_instance))

    def formfield(self, **kwargs):
        if not isinstance(kwargs.get("widget"), RichTextInput):
            kwargs["widget"] = RichTextInput  # the admin asks for a textarea of its own
        return super().formfield(form_class=RichText, **kwargs)
