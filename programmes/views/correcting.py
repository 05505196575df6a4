"""While a round holds the text still: one thing corrected, and what somebody had typed when it was locked."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisation.models import Draft
from organisation.views.reading import reads

from .. import correcting, editing
from ..difference import word_parts
from ..forms.measure import BESIDE
from ..wording import LABELS, said
from .finding import back_to, crumbs_to, keep_typed, workplace
from .workplace import NOTHING_CHANGED, _open, as_data, conflict, place_of, version_sent

OPEN_AGAIN = "Runden er avsluttet, så teksten redigeres på vanlig måte. Det du skrev, er tatt vare på som en kladd."


@workplace
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, work, uuid, kind):
    """The ordinary form with one more field: why it is corrected after it was sent out."""
    kind = editing.KINDS[kind]
    thing = kind.find(work, uuid)
    if not (answer := correcting.may_correct(request.user, work)):
        return _refuse(request, work, kind, thing, answer)
    if request.method != "POST":
        return _begin(request, work, kind, thing)
    tried = correcting.correct(kind, work, uuid, request.POST, version_sent(request), by=request.user)
    if not tried.form.is_valid():
        return _open(request, work, kind, tried.thing, tried.form, correcting=True)
    if tried.clashes:
        form = correcting.asks_why(kind.form(work=work, version=tried.thing.version, initial=tried.mine))
        form.initial["hvorfor"] = tried.form.cleaned_data["hvorfor"]
        return _open(request, work, kind, tried.thing, form, correcting=True, **conflict(tried))
    if tried.saved:
        messages.success(request, f"«{tried.thing.title}» er rettet etter utsending: {'; '.join(tried.saved)}.")
    else:
        messages.info(request, NOTHING_CHANGED)
    return redirect(back_to(request) or place_of(work, kind, tried.thing))


def _begin(request, work, kind, thing):
    draft = Draft.objects.visible_to(request.user).filter(object=thing.uuid).first()
    form = correcting.opened(kind, work, thing)
    if draft and request.GET.get("kladd"):
        form = correcting.opened(kind, work, thing, as_data(draft.content), draft.version, request.user)
        if "hvorfor" not in form.data:  # it was written before the text was locked: nobody has forgotten anything
            form.full_clean()
            form.errors.pop("hvorfor", None)
        draft = None
    return _open(request, work, kind, thing, form, draft=draft, correcting=True)


def _refuse(request, work, kind, thing, answer):
    """What was typed is put aside; where the text may be edited again, it goes on there."""
    if request.method == "POST":
        keep_typed(request, thing)
        messages.warning(request, OPEN_AGAIN if answer.reason == correcting.NOT_LOCKED else answer.reason)
        return redirect(f"{reverse('edit_object', args=[work.slug, kind.word, thing.uuid])}?kladd=1")
    messages.warning(request, answer.reason)
    return redirect("workplace", work.slug)


@reads
@workplace
def unsaved(request, work, uuid, kind):
    """What somebody had typed when the text was locked or adopted, and what they can do with it."""
    kind = editing.KINDS[kind]
    thing = kind.find(work, uuid)
    draft = Draft.objects.visible_to(request.user).filter(object=thing.uuid).first()
    answer = editing.may_edit(request.user, work)
    if draft is None or answer:
        return redirect("edit_object", work.slug, kind.word, uuid)
    form = editing.opened(kind, work, thing, as_data(draft.content), draft.version, request.user)
    crumbs = [*crumbs_to(work), (thing.title, place_of(work, kind, thing))]
    context = {"work": work, "thing": thing, "kind": kind, "draft": draft, "crumbs": crumbs, "reason": answer.reason}
    context |= {"changes": _typed(form), "may_correct": correcting.may_correct(request.user, work)}
    return render(request, "programmes/unsaved.html", context)


def _typed(form) -> list:
    """Each field that somebody had changed, word by word; what was faulty is left out."""
    valid = form.is_valid()
    mine = form.state if valid else form.before | {n: v for n, v in form.cleaned_data.items() if n not in BESIDE}
    texts = {name: (said(name, form.before.get(name)), said(name, mine.get(name))) for name in form.before | mine}
    return [(LABELS.get(name, name), word_parts(*pair)) for name, pair in texts.items() if pair[0] != pair[1]]
