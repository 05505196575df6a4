"""The process plan for those who read it, mended with a button, and counted backwards from the meetings."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organisation.calendars import address_of
from organisation.models import Body
from organisation.roles import is_secretariat
from organisation.views.reading import reads

from .. import editing
from ..forms.backwards import BackwardsForm
from ..models import Programme
from ..process import looking
from ..process.backwards import backwards
from ..process.changing import mended, register, state_of, unregistered, write
from ..process.warnings import warnings
from ..states import plan_state
from ..wording import differences, first_of
from .finding import crumbs_to, writes
from .workplace import version_sent

GONE = "Det er ordnet allerede, eller planen er endret imens."
CHANGED_MEANWHILE = "En kollega har endret planen imens. Forslaget under er laget på nytt."


@never_cache
@reads
def process_plan(request, slug):
    """The plan as a list in time, for whoever may see the programme; the reader's own bodies are marked."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    context = {
        "programme": programme,
        "rows": looking.read(programme, request.user),
        "is_secretariat": is_secretariat(request.user),
        "feed": _feed(request.user, programme) if request.user.is_authenticated else "",
    }
    return render(request, "programmes/process_plan.html", context)


def _feed(person, programme) -> str:
    return settings.SITE_URL + reverse("plan_calendar", args=[address_of(person).token, programme.slug])


@writes
@require_POST
def mend(request, work, kind):
    """Do what a warning proposes."""
    plan = editing.PLAN.find(work, held=True)
    found = [each for row in warnings(looking.surroundings(work, request.user)).values() for each in row if each.mend]
    warning = next((each for each in found if each.key == request.POST.get("advarsel")), None)
    if warning is None:
        messages.info(request, GONE)
        return redirect("edit_plan", work.slug)
    now = plan_state(plan)
    what = write(plan, now, mended(now, warning), by=request.user)
    messages.success(request, f"Fremdriftsplanen er lagret: {first_of(what)}.")
    return redirect(f"{reverse('edit_plan', args=[work.slug])}#steg-{warning.step.uuid}")


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def plan_backwards(request, work, kind):
    """The whole plan from the days the bodies meet. What is chosen stands in the address; the button writes it."""
    plan = editing.PLAN.find(work, held=request.method == "POST")
    around = looking.surroundings(work, request.user)
    form = BackwardsForm(request.GET or None, around, work)
    proposal = _proposal(form, around) if form.is_valid() and form.chosen else None
    now = plan_state(plan)
    after = state_of(proposal.steps) if proposal else now
    if request.method == "POST" and proposal:
        if version_sent(request) == plan.version:
            return _keep(request, work, plan, form, now, after)
        messages.warning(request, CHANGED_MEANWHILE)
    context = {
        "work": work,
        "plan": plan,
        "form": form,
        "proposal": proposal,
        "rows": _rows(work, request.user, proposal, around) if proposal else [],
        "differences": differences(now, after),
        "to_register": unregistered(form.sittings, request.user) if proposal else [],
        "query": request.GET.urlencode(),
        "asked": bool(request.GET),
        "crumbs": [*crumbs_to(work), ("Fremdriftsplan", reverse("edit_plan", args=[work.slug]))],
    }
    return render(request, "programmes/plan_backwards.html", context)


def _proposal(form, around):
    secretariat = next((body for body in around.bodies if body.kind == Body.Kind.SECRETARIAT), None)
    lead = form.lead.lead
    return backwards(around.steps, form.chosen, lead, today=around.today, secretariat=secretariat)


def _rows(work, user, proposal, around):
    """The proposed plan with its own warnings, and which of its steps are new or have other days."""
    was = {step.uuid: step for step in around.steps}
    proposed = looking.surroundings(work, user, proposal.steps)
    rows = looking.rows(proposal.steps, timezone.localdate(), warned=warnings(proposed))
    for row in rows:
        before = was.get(row.step.uuid)
        row.is_new = before is None
        row.was = before.when if before and before.when != row.step.when else ""
    return rows


def _keep(request, work, plan, form, now, after):
    meetings = register(form.sittings, by=request.user)
    what = write(plan, now, after, by=request.user)
    told = f"Fremdriftsplanen er lagret: {first_of(what)}." if what else "Planen var slik allerede."
    messages.success(request, told)
    if meetings:
        messages.success(request, f"Ført i møtelista: {'; '.join(map(str, meetings))}.")
    return redirect("edit_plan", work.slug)
