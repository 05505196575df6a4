"""The site, and one page with a form of rich text fields. Served in tests alone."""

from django import forms
from django.shortcuts import render
from django.urls import include, path

from programmes.forms.richtext import RichText

STORED = "<p>Vi vil <strong>samarbeide</strong>.[^1]</p><ol><li><p>Først</p></li></ol>"


class TextForm(forms.Form):
    title = forms.CharField(label="Tittel", required=False)
    text = RichText(label="Tekst", help_text="Skriv kort.")
    closing = RichText(label="Tekst etter", required=False)


def write(request):
    form = TextForm(request.POST or None, initial={"closing": STORED})
    stored = form.cleaned_data if request.method == "POST" and form.is_valid() else None
    return render(request, "rich_field.html", {"form": form, "stored": stored})


def draw(request):
    return render(request, "drawn.html", {"text": RichText(required=False).clean(request.POST.get("text", ""))})


urlpatterns = [path("skriv/", write), path("tegn/", draw), path("", include("osloregionen.urls"))]
