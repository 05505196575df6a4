"""A member proposes on a phone, the secretary takes it in by keyboard, and two who press at once do it once."""

import http.client
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from .browsing import FAULTLESS, faults, faults_at_every_width

pytestmark = pytest.mark.browser

OPEN = """
from datetime import timedelta
from django.utils import timezone
from organisation.models import Body, User
from programmes.models import Measure, Programme
from programmes.rounds import opening
by = User.objects.get(email="sekretariat@site.invalid")
programme = Programme.objects.get(slug="2024")
bodies = Body.objects.filter(key__in=["faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"])
day = timezone.localdate() + timedelta(days=6)
round = opening.prepare(programme, name="Utkastet", bodies=bodies, deadline=day, during="own", after="own", by=by)
opening.open_round(round, by=by)
"""
CLOSE = """
from organisation.models import User
from programmes.models import Round
from programmes.rounds import opening
for round in Round.objects.filter(closed_at=None):
    opening.close(round, by=User.objects.get(email="sekretariat@site.invalid"))
"""
TOLD = """
import json
from programmes.models import Comment, Measure, Round
from organisation.models import Version
measure = Measure.objects.filter(section__programme__slug="2024", is_taken_out=False, uuid="{measure}").get()
told = [str(Round.objects.first().uuid), [str(each.uuid) for each in Comment.objects.all()], measure.title,
        Version.objects.of(measure).filter(cause="suggestion").count()]
open("{path}", "w").write(json.dumps(told))
"""
MEASURE = "9669891b-b30d-5e10-ae50-b39122c75f06"  # Medlemskontakt


def run(site, code):
    site.manage("shell", "--verbosity", "0", "--command", code)


def told(site):
    """The round, the comments, the measure's title, and how many suggestions its history holds."""
    path = site.place / "fortalt.json"
    run(site, TOLD.format(measure=MEASURE, path=path))
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def round(site):
    run(site, OPEN)
    yield told(site)[0]
    run(site, CLOSE)


def propose(visit, round, field, text, person="faggruppe-klima2", **options):
    page = visit(f"/innspill/{round}/{MEASURE}/forslag/?felt={field}", person=person, **options)
    page.locator(f"[name={field}]").fill(text)
    return page


def test_a_member_proposes_on_a_phone_with_the_difference_in_sight(site, visit, round):
    page = visit(f"/innspill/{round}/{MEASURE}/forslag/", "phone", "faggruppe-klima2")
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="Prioritering").click()
    page.locator("[name=title]").fill("Medlemskontakt hele året")
    expect(page.locator("#forskjellen ins")).to_contain_text("hele året")
    expect(page.locator(".open-status")).to_contain_text("Ikke sendt ennå.")
    assert faults_at_every_width(page) == {}
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Send forslaget").click()
    expect(page.locator(".messages")).to_contain_text(re.compile(r"Forslaget I-\d+ er sendt\."))
    assert faults(page) == FAULTLESS


def test_without_javascript_a_member_looks_and_sends(visit, round):
    page = propose(visit, round, "title", "Uten skript", java_script_enabled=False)
    page.get_by_role("button", name="Vis forskjellen").click()
    assert page.locator("#forskjellen ins").inner_text().endswith("Uten skript")
    page.get_by_role("button", name="Send forslaget").click()
    assert "er sendt." in page.locator(".messages").inner_text()


def test_rich_text_is_proposed_in_the_editors_own_field(visit, round):
    page = visit(f"/innspill/{round}/{MEASURE}/forslag/?felt=content", "phone", "faggruppe-klima2")
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" og fylkene")
    expect(page.locator("#forskjellen ins")).to_contain_text("og fylkene")
    assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Send forslaget").click()
    expect(page.locator(".messages")).to_contain_text("er sendt.")


def test_a_locked_text_is_corrected_with_a_reason(visit, round):
    page = visit("/redaksjon/2024/", person="sekretariat")
    page.get_by_role("link", name="Medlemskontakt").first.click()
    assert faults(page) == FAULTLESS
    page.goto(f"/redaksjon/2024/tiltak/{MEASURE}/rett/")
    assert faults_at_every_width(page) == {}
    page.get_by_label("Hvorfor rettes dette?").fill("Tidsrammen manglet.")
    page.get_by_text("Flere felt").click()
    page.locator("[name=responsible]").fill("Sekretariatet")
    page.get_by_role("button", name="Lagre rettelsen").click()
    expect(page.get_by_text("Rettet etter utsending", exact=True).first).to_be_visible()
    assert faults_at_every_width(page) == {}


def test_the_round_was_opened_while_the_editor_was_open(site, visit):
    run(site, CLOSE)
    page = visit(f"/redaksjon/2024/tiltak/{MEASURE}/rediger/", person="sekretariat")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[name=partners]").fill("Styret")
    run(site, OPEN)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_role("heading", name="Det du skrev, er ikke lagret")).to_be_visible()
    assert faults_at_every_width(page) == {}
    page.get_by_role("link", name="Lagre det som en rettelse etter utsending").click()
    expect(page.locator("[name=partners]")).to_have_value("Styret")
    run(site, CLOSE)


def test_the_secretary_takes_in_by_keyboard_and_two_who_press_at_once_do_it_once(site, visit):
    run(site, CLOSE)
    _round, comments, _title, before = told(site)
    first, rival, content = comments[:3]
    address = f"/innspill/innspill/{first}/ta-inn/"
    page, other = visit(address, person="sekretariat"), visit(address, person="sekretariat2")
    assert faults_at_every_width(page) == {}
    contexts = [each.context for each in (page, other)]
    tokens = [each.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") for each in (page, other)]
    answers = at_once(site, address, contexts, tokens)
    assert answers == [302, 302]
    _round, _comments, title, after = told(site)
    assert (title, after) == ("Medlemskontakt hele året", before + 1)
    page.goto(f"/innspill/innspill/{rival}/ta-inn/")
    assert faults_at_every_width(page) == {}  # somebody must look
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/innspill/innspill/{content}/ta-inn/")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("er tatt inn i")
    assert faults_at_every_width(page) == {}


def at_once(site, address, contexts, tokens) -> list[int]:
    """Two people's POST at the same moment, outside the browser; Playwright itself does one thing at a time."""

    def send(pair):
        cookies, token = pair
        wire = http.client.HTTPConnection("127.0.0.1", site.port)
        head = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "Referer": site.url + address}
        wire.request("POST", address, f"csrfmiddlewaretoken={token}", head)
        answer = wire.getresponse()
        answer.read()
        wire.close()
        return answer.status

    jars = ["; ".join(f"{each['name']}={each['value']}" for each in context.cookies()) for context in contexts]
    with ThreadPoolExecutor(2) as people:
        return list(people.map(send, zip(jars, tokens, strict=True)))
