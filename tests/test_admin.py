"""The emergency administration opens for a superuser, on every model, and for nobody else."""

import pytest
from django.contrib import admin
from django.urls import reverse

from organisation.models import User


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("vakt@demo.invalid", "et-langt-passord", name="Vakt")


MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_can_be_listed_searched_and_opened(client, superuser, model):
    client.force_login(superuser)
    place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listing = client.get(
        reverse(f"{place}_changelist"), {"q": "a"} if admin.site._registry[model].search_fields else {}
    )
    first = model.objects.first()

    assert listing.status_code == 200
    if first:
        assert client.get(reverse(f"{place}_change", args=[first.pk])).status_code == 200


@pytest.mark.parametrize("name", ["outsider", "secretary", "delegate"])
def test_the_emergency_administration_is_closed_to_everybody_else(client, request, name):
    client.force_login(request.getfixturevalue(name))

    assert client.get("/nodadministrasjon/").status_code == 302


def test_an_edition_cannot_be_changed_there(client, superuser, edition_2025):
    client.force_login(superuser)
    address = reverse("admin:publishing_edition_change", args=[edition_2025.pk])

    assert client.post(address, {"title": "Noe annet"}).status_code == 403
