"""Logging in with the employer's account in a real Chromium, under the content security policy of production."""

import os
import shutil
from unittest.mock import patch

import pytest
from playwright.sync_api import expect, sync_playwright

from .oidc_provider import CLIENT_ID, SECRET, Provider
from .site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider():
    provider = Provider()
    provider.person = {"sub": "utenfor", "email": "utenfor@site.invalid", "email_verified": True}
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def site(house, tmp_path_factory, provider):
    employer = {
        "OIDC_PROVIDERS": "entra",
        "OIDC_ENTRA_URL": provider.url,
        "OIDC_ENTRA_CLIENT_ID": CLIENT_ID,
        "OIDC_ENTRA_SECRET": SECRET,
        "OIDC_ENTRA_NAME": "Entra ID",
    }
    with patch.dict(os.environ, employer):
        site = Site(house, tmp_path_factory.mktemp("employer"))
    yield site
    site.close()


@pytest.fixture
def page(site):
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser.new_page(base_url=site.url)
        browser.close()


def test_one_button_leads_to_the_employer_and_back(page, site):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto("/konto/logg-inn/?next=/tiltak/")
    page.get_by_role("button", name="Logg inn med Entra ID").click()
    page.wait_for_url(f"{site.url}/tiltak/")
    page.goto("/konto/")

    assert "Demo Utenfor" in page.content()
    assert complaints == []


def test_whoever_has_no_account_reads_what_to_do(page, site, provider):
    stranger = {"sub": "fremmed", "email": "fremmed@kommune.example", "email_verified": True}
    with patch.object(provider, "person", stranger):
        page.goto("/konto/logg-inn/")
        page.get_by_role("button", name="Logg inn med Entra ID").click()
        page.wait_for_url(f"{site.url}/konto/logg-inn/fra/entra/**")

    expect(page.locator("h1")).to_have_text("Vi fant ingen konto", use_inner_text=True)
