"""What a group says as a group: gathered by its leader, seen by its members, confirmed. Or: no remarks."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from organisation.rights import NotAllowed
from organisation.roles import body_ids, leads

from ...difference import word_parts
from ...models import Statement
from ...views.workplace import as_data, version_sent
from .. import expired, statements, unsent
from ..forms.statement import StatementForm
from ..rights import may_speak_for
from .asked import around, asked

CHOOSE = "Velg minst ett innspill å hente inn."
KEPT = "Det du skrev, er ikke lagret, men står her."


def of_body(view):
    """The view gets the body instead of its key, when the round asks it."""

    @asked
    @wraps(view)
    def inner(request, round, key):
        body = next((body for body in round.bodies.all() if body.key == key), None)
        if body is None:
            raise Http404
        return view(request, round, body)

    return inner


def of_group(view):
    """The same, for those who sit in the body."""

    @of_body
    @wraps(view)
    def inner(request, round, body):
        if body.pk not in body_ids(request.user):
            raise Http404
        return view(request, round, body)

    return inner


def led(view):
    """The same, for the leader and the deputy alone."""

    @of_group
    @wraps(view)
    def inner(request, round, body):
        if not leads(request.user, body):
            raise Http404
        return view(request, round, body)

    return inner


@of_body
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request, round, body):
    """What the group says: the leader writes it, the members see it, and others when it is confirmed."""
    if body.pk not in body_ids(request.user) and _statement(request, round, body) is None:
        raise Http404
    if request.method != "POST":
        begun = _begun(request, round, body)
        version = int(begun["versjon"]) if begun and begun.get("versjon", "").isdecimal() else None
        return _page(request, round, body, _form(request, round, body, begun), version, begun=bool(begun))
    if not leads(request.user, body):
        raise Http404
    form = _form(request, round, body, request.POST)
    if not form.is_valid():
        return _page(request, round, body, form)
    try:
        said = form.cleaned_data
        statements.draft(round, body, said["text"], said["gathered"], by=request.user, version=version_sent(request))
    except NotAllowed as refusal:
        return _refused(request, round, body, form, refusal)
    unsent.place(round, body.key).discard(by=request.user)
    messages.success(request, "Uttalelsen er lagret. Gruppen ser den nå. Sekretariatet ser den når du bekrefter.")
    return redirect("statement", round.uuid, body.key)


@led
@require_POST
def gather_statement(request, round, body):
    """The chosen comments' own words below what is written. Nothing is saved by it, and nothing lost."""
    form = _form(request, round, body, request.POST)
    if not form.is_valid():
        return _page(request, round, body, form)
    if not form.cleaned_data["gathered"]:
        form.add_error("gathered", CHOOSE)
        return _page(request, round, body, form, version_sent(request), must="Ingenting er hentet inn")
    data = request.POST.copy()
    data["text"] = form.with_their_words()
    unsent.place(round, body.key).put_aside(unsent.typed(data), by=request.user)
    messages.info(request, "Tekstene er hentet inn. Skriv dem om til det gruppen vil si, og lagre.")
    return _page(request, round, body, _form(request, round, body, data), version_sent(request))


@led
@require_POST
def confirm_statement(request, round, body):
    """The group says this: from now on the secretariat sees it."""
    there = _statement(request, round, body)
    if there is None:
        raise Http404
    try:
        statements.confirm(there, by=request.user, version=version_sent(request))
        messages.success(request, f"Uttalelsen fra {body.in_a_sentence} er bekreftet og sendt.")
    except NotAllowed as refusal:
        messages.warning(request, " ".join(refusal.reasons))
    return redirect("statement", round.uuid, body.key)


@led
@require_POST
def put_statement_aside(request, round, body):
    """Keep what is typed and not saved."""
    unsent.place(round, body.key).put_aside(unsent.typed(request.POST), by=request.user)
    there = _statement(request, round, body)
    others = there is not None and there.version != version_sent(request)
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": others})


@led
@require_POST
def discard_statement_draft(request, round, body):
    unsent.place(round, body.key).discard(by=request.user)
    return redirect("statement", round.uuid, body.key)


@of_group
@require_POST
def say_no_remarks(request, round, body):
    """«Ingen merknader», for the group by its leader and for oneself by a member."""
    return _do(request, round, body, statements.say_no_remarks, "Det er meldt at {who} ikke har merknader.")


@of_group
@require_POST
def take_back_no_remarks(request, round, body):
    return _do(
        request,
        round,
        body,
        statements.take_back_no_remarks,
        "Meldingen om at {who} ikke har merknader, er tatt tilbake.",
    )


def _do(request, round, body, act, done):
    try:
        act(round, body, by=request.user)
        who = body.in_a_sentence if leads(request.user, body) else "du"
        messages.success(request, done.format(who=who))
    except NotAllowed as refusal:
        messages.warning(request, " ".join(refusal.reasons))
    return redirect(f"{round.get_absolute_url()}#ingen-merknader-{body.key}")


def _statement(request, round, body) -> Statement | None:
    rows = Statement.objects.visible_to(request.user).filter(round=round, body=body)
    return rows.select_related("written_by", "confirmed_by").first()


def _comments(request, round, body):
    said = round.comments.visible_to(request.user).standing().filter(body=body)
    return said.select_related("suggestion")


def _form(request, round, body, data=None) -> StatementForm:
    there = _statement(request, round, body)
    initial = {"text": there.text, "gathered": list(there.gathered.values_list("pk", flat=True))} if there else {}
    return StatementForm(data, comments=_comments(request, round, body), initial=initial)


def _begun(request, round, body):
    """What the leader had put aside, or what was on its way when they were logged out; else nothing."""
    draft = unsent.place(round, body.key).draft(request.user)
    content = expired.remembered(request) or (draft and draft.content)
    return as_data(content) if content and leads(request.user, body) else None


def _refused(request, round, body, form, refusal):
    """The form again with what was typed, and how it differs from what is stored."""
    unsent.place(round, body.key).put_aside(unsent.typed(request.POST), by=request.user)
    form.add_error(None, [*refusal.reasons, KEPT])
    there = _statement(request, round, body)
    difference = word_parts(there.text, form.cleaned_data["text"]) if there else []
    return _page(request, round, body, form, difference=difference)


def _page(request, round, body, form, version: int | None = None, **context):
    there = _statement(request, round, body)
    answer = may_speak_for(request.user, round, body)
    context |= {
        "body": body,
        "statement": there,
        "version": version or (there.version if there else 1),
        "form": form if answer or form.is_bound else None,
        "may_speak": answer,
        "leads": leads(request.user, body),
    }
    return render(request, "rounds/statement.html", around(request, round, **context))
