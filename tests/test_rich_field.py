"""The rich text field of a form: what it takes, what it keeps, and what it shows again."""

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory

from organisation.models import User
from programmes.forms.richtext import TOO_DEEP, TOO_LONG, RichText, RichTextInput
from programmes.models import Measure, Section

HTML = "<p>Vi <strong>vil</strong>.[^1]</p><ul><li><p>en</p></li></ul>"


class TextForm(forms.Form):
    text = RichText(label="Tekst", help_text="Skriv kort.", required=False)


def form(**sent) -> TextForm:
    return TextForm({name.replace("_", "-"): value for name, value in sent.items()})


def deep(levels: int) -> str:
    return "<ul><li>a" * levels + "</li></ul>" * levels


@pytest.mark.parametrize(
    "sent",
    [
        {"text": HTML},
        {"text": "<div style='x'>Vi <b onclick=x>vil</b>.[^1]<script>alert(1)</script></div><ul><li>en</ul>"},
        {"text_plain": "Vi **vil**.[^1]\r\n\r\n- en"},
        {"text": HTML, "text_plain": "Det som sto der før skriptet startet"},
    ],
)
def test_its_value_is_clean_html_whichever_way_it_was_written(sent):
    written = form(**sent)
    assert written.is_valid()
    assert written.cleaned_data == {"text": HTML}


@pytest.mark.parametrize(
    "sent", [{}, {"text": ""}, {"text": "<p></p>"}, {"text": "<p>&nbsp;</p>"}, {"text_plain": "-"}]
)
def test_nothing_is_nothing(sent):
    written = form(**sent)
    assert written.is_valid()
    assert written.cleaned_data == {"text": ""}

    required = RichText()
    with pytest.raises(forms.ValidationError):
        required.clean(RichTextInput().value_from_datadict(written.data, {}, "text"))


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"text": deep(6)}, TOO_DEEP),
        ({"text_plain": "\n".join("  " * level + "- a" for level in range(6))}, TOO_DEEP),
        ({"text": f"<p>{'a' * 20_001}</p>"}, TOO_LONG),
        ({"text_plain": "a" * 20_001}, TOO_LONG),
        ({"text": "<p>a</p>" * 1_001}, TOO_LONG),
        ({"text_plain": "a\n" * 1_001}, TOO_LONG),
        ({"text_plain": "- a\n" * 1_001}, TOO_LONG),
    ],
)
def test_what_is_too_deep_or_too_long_is_told_in_one_sentence_and_stands_there_as_it_was_written(sent, told):
    written = form(**sent)
    assert written.errors == {"text": [told]}

    context = written["text"].field.widget.get_context("text", written["text"].value(), {})["widget"]
    part = "plain" if "text_plain" in sent else "html"
    assert context[part] == sent["text_plain" if part == "plain" else "text"]


def test_five_levels_are_allowed():
    assert form(text=deep(5)).is_valid()


def test_a_text_that_nobody_touched_has_not_changed():
    for sent in ({"text": HTML}, {"text-plain": "Vi **vil**.[^1]\n\n- en"}):
        assert not TextForm(sent, initial={"text": HTML}).has_changed()
    assert TextForm({"text": deep(6)}, initial={"text": HTML}).has_changed()


def test_both_ways_of_writing_it_are_in_the_page_and_one_of_them_asleep():
    page = TextForm(initial={"text": HTML}).as_div()
    assert '<textarea class="ds-input rich-plain" name="text-plain" cols="40" rows="8" lang="nb"' in page
    assert "Vi **vil**.[^1]\n\n- en</textarea>" in page
    assert '<textarea class="rich-value" name="text" hidden disabled>' in page
    assert "&lt;p&gt;Vi &lt;strong&gt;vil&lt;/strong&gt;" in page
    assert '<label class="ds-label" for="id_text">Tekst' in page


def test_its_files_are_of_this_house_and_no_script_or_style_is_inline():
    page = str(TextForm().media) + TextForm().as_div()
    assert page.count("<script") == 1
    assert '<script src="/static/js/rich_text.js" type="module"></script>' in page
    assert "style=" not in page
    assert "onclick" not in page


def test_the_language_and_the_size_can_be_another():
    page = str(RichTextInput({"lang": "se", "rows": 3}).render("text", "", {"id": "a"}))
    assert 'rows="3" lang="se"' in page


@pytest.mark.parametrize(("model", "name"), [(Section, "text"), (Section, "closing"), (Measure, "content")])
def test_a_model_form_and_the_emergency_administration_use_it(model, name):
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    made = forms.modelform_factory(model, fields=[name]).base_fields[name]
    office = admin.site._registry[model].get_form(request).base_fields[name]
    for field in (made, office):
        assert (type(field), type(field.widget), field.required) == (RichText, RichTextInput, False)


def test_a_model_form_saves_what_was_written_plainly(programme_2025):
    section = programme_2025.sections.filter(kind="text").first()
    written = forms.modelform_factory(Section, fields=["text"])(
        {"text-plain": "Vi **vil**.[^1]\n- en"}, instance=section
    )
    assert written.is_valid(), written.errors
    written.save()
    section.refresh_from_db()
    assert section.text == HTML
