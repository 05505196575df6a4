"""The pages about mail and calendars in a real Chromium, with something on them."""

import pytest
from django.core.signing import Signer
from playwright.sync_api import expect

from .browsing import faults_at_every_width

pytestmark = pytest.mark.browser

SENT = """
from django.utils import timezone
from organisation.models import Mailing, User
person = User.objects.get(email__startswith="faggruppe-klima@")
told = {"person": person, "kind": "reminder", "subject": "Frist 17.10: innspill fra faggruppen"}
Mailing.objects.create(**told, event="1", state="sent", sent_at=timezone.now())
Mailing.objects.create(**told, event="2")
Mailing.objects.create(**told, event="3", state="failed", tries=2, error="SMTPException: " + 60 * "x")
"""


def test_the_sent_log_is_without_fault_when_there_is_something_in_it(visit, site):
    site.manage("shell", "--verbosity", "0", "--command", SENT)
    page = visit("/innspill/post/", person="sekretariat")

    expect(page.get_by_role("status")).to_have_text("3 e-poster", use_inner_text=True)
    assert faults_at_every_width(page) == {}


def test_one_leaves_a_kind_of_mail_without_log_in_and_without_javascript(visit):
    signer = Signer(key="bare-for-denne-testen-og-lang-nok-til-at-ingen-klager", salt="organisation.decline")
    address = f"/konto/e-post/av/{signer.sign('5.digest')}/"
    assert faults_at_every_width(visit(address)) == {}

    page = visit(address, "phone", java_script_enabled=False)
    page.get_by_role("button", name="Ja, meld meg av").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er meldt av", use_inner_text=True)


def test_one_chooses_mail_and_gets_a_new_calendar_address_with_the_keyboard(visit):
    page = visit("/konto/e-post/", person="styret")
    page.get_by_label("Daglig oppsummering").press("Space")
    page.get_by_role("button", name="Lagre").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Valgene er lagret.", use_inner_text=True)
    expect(page.get_by_label("Daglig oppsummering")).not_to_be_checked()

    page.goto("/konto/kalender/")
    before = page.locator("code").first.inner_text()
    page.get_by_role("button", name="Lag ny adresse").press("Enter")
    page.get_by_role("status").wait_for()
    assert page.locator("code").first.inner_text() != before
    assert faults_at_every_width(page) == {}
