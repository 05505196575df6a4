"""Whatever people write in a text field stands on the page as text, wherever it comes up."""

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from programmes.fields import RichTextField

from .test_every_address import rounds, state, table, things  # noqa: F401 – fixtures

HOSTILE = "\"'><svg onload=alert(1)><a href=javascript:alert(2)>{{7*7}}"
ROOMS = ("organisation", "budget", "programmes", "publishing")
# Made of other texts, closed by the database, or with a form that a check holds.
LEFT_ALONE = {  # the database itself lets nobody write in them
    "organisation.Entry", "organisation.Version", "programmes.Decision", "programmes.Milestone",
    "programmes.PhaseChange", "publishing.Confirmation", "publishing.Edition", "publishing.FinishedPaper",
    "publishing.IssuedFile", "publishing.Withdrawal",
}  # fmt: skip


def text_fields(model):
    """The fields where somebody could have written anything; rich text is cleaned on the way in, and tested there."""
    for field in model._meta.concrete_fields:
        free = (
            type(field) in (models.CharField, models.TextField)
            and not field.choices
            and field.name not in ("key_sha256", "password", "origin_place")
        )
        if free and (field.max_length or 1000) > len(HOSTILE) + 10 and not isinstance(field, RichTextField):
            yield field.name


@pytest.fixture
def hostile(things):  # noqa: F811
    """Every text field of every row holds markup that would run."""
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and model._meta.label not in LEFT_ALONE:
            names = list(text_fields(model))
            rows = list(model._default_manager.all())
            for row in rows:
                for name in names:
                    setattr(row, name, f"{HOSTILE}{row.pk}")
            if names and rows:
                model._default_manager.bulk_update(rows, names, batch_size=50)


@pytest.mark.parametrize("state", ["hos faggruppene", "vedtatt"], indirect=True)
def test_markup_in_a_text_field_is_shown_and_not_run(client, secretary, state, things, hostile):  # noqa: F811
    rows = table(state, things)
    client.force_login(secretary)
    ran, shown = [], []
    for name, (arguments, _) in rows.items():
        response = client.get(reverse(name, kwargs=arguments))
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            page = response.content.decode()
            if "<svg onload" in page or "<a href=javascript" in page or 'href="javascript' in page:
                ran.append(name)
            if "&lt;svg onload=alert(1)&gt;" in page:
                shown.append(name)

    assert ran == []
    assert {
        "organisation",
        "body",
        "members",
        "people",
        "person",
        "partners",
        "partner",
        "log",
        "fees",
        "budget",
    } <= set(shown)
