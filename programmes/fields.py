"""A model field for rich text that is clean whichever door it came through."""

import pydantic
from django.core.exceptions import ValidationError
from django.db import models

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
        try:
            return self.get_prep_value(super().clean(value, model_instance))
        except pydantic.ValidationError:
            raise ValidationError("Teksten er for lang: del opp avsnitt på over 20 000 tegn.") from None
