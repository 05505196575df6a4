"""A saksframlegg open for writing, what is typed and not saved, and its history."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organisation import presence, record
from organisation.models import Version
from organisation.rights import NotAllowed
from organisation.views.reading import reads
from programmes import editing
from programmes.views.finding import keep_typed
from programmes.views.workplace import conflict, tell, to_write_in, version_sent
from programmes.wording import changes

from ..case_paper.writing import PAPER, may_write, news
from .case_papers import FORM, around, in_words, of_paper
from .previews import private

SHOWN = 100  # versions


@of_paper
@FORM
def edit_case_paper(request, paper):
    """Everything that is written in it. What cannot be saved any more is put aside, and shown on the paper's page."""
    if not (answer := may_write(request.user, paper)):
        return _refused(request, paper, answer.reason)
    if request.method != "POST":
        form, draft = to_write_in(request, paper.programme, PAPER, paper)
        return _ask(request, paper, form, draft=draft)
    version = version_sent(request)
    try:
        tried = editing.save(PAPER, paper.programme, paper.uuid, request.POST, version, by=request.user)
    except NotAllowed as refusal:  # a colleague has finished it in the meantime
        return _refused(request, paper, str(refusal))
    if not tried.form.is_valid():
        return _ask(request, paper, tried.form)
    if tried.clashes:
        form = PAPER.form(work=paper.programme, version=tried.thing.version, initial=tried.mine)
        return _ask(request, paper, form, **conflict(tried))
    tell(request, tried)
    return redirect(paper)


def _refused(request, paper, reason):
    if request.method == "POST":
        keep_typed(request, paper)
    messages.warning(request, reason)
    return redirect(paper)


def _ask(request, paper, form, **context):
    found = news(paper)
    context |= around(paper) | {"work": paper.programme, "thing": paper, "form": form, "addresses": addresses(paper)}
    context |= {"news": found, "news_words": in_words(found)}
    context["crumbs"].append((paper.title, paper.get_absolute_url()))
    return render(request, "publishing/edit_case_paper.html", context)


def addresses(paper) -> dict[str, str]:
    """Where it is written in, put aside and told of."""
    names = {
        "edit": "edit_case_paper", "aside": "put_paper_aside", "open": "paper_still_open",
        "discard": "discard_paper_draft", "history": "paper_history",
    }  # fmt: skip
    return {act: reverse(name, args=[paper.programme.slug, paper.uuid]) for act, name in names.items()}


@of_paper
@require_POST
def put_paper_aside(request, paper):
    """Keep what is typed and not saved, also where it can no longer be saved."""
    version_sent(request)
    others = paper.version != keep_typed(request, paper)
    refused = may_write(request.user, paper).reason
    return JsonResponse({"kept": f"{timezone.localtime():%H.%M}", "others": others, "refused": refused})


@of_paper
@require_POST
def paper_still_open(request, paper):
    """The page is still open; who else has the same open is answered."""
    return JsonResponse({"others": presence.open_here(paper.programme.uuid, paper.uuid, request.user)})


@of_paper
@require_POST
def discard_paper_draft(request, paper):
    """Throw away what was put aside."""
    record.discard(paper, by=request.user)
    messages.success(request, "Kladden er forkastet.")
    return redirect(paper)


@reads
@private
@of_paper
def paper_history(request, paper):
    """Every version of what is written in it, newest first."""
    versions = list(Version.objects.visible_to(request.user).of(paper).select_related("by")[:SHOWN])
    earlier = {each.number: each.content for each in versions}
    slug = paper.programme.slug
    rows = [
        (
            each,
            changes(earlier.get(each.number - 1), each.content),
            reverse("bring_back_paper", args=[slug, paper.uuid, each.number]),
        )
        for each in versions
    ]
    context = around(paper) | {"thing": paper, "rows": rows, "may_edit": may_write(request.user, paper)}
    context["crumbs"].append((paper.title, paper.get_absolute_url()))
    return render(request, "programmes/history.html", context)


@of_paper
@require_POST
def bring_back_paper(request, paper, version):
    """Bring a version back as a new one."""
    if not (answer := may_write(request.user, paper)):
        messages.warning(request, answer.reason)
        return redirect(paper)
    what = editing.restore(PAPER, paper.programme, paper.uuid, version, by=request.user)
    if what:
        messages.success(request, f"«{paper.title}» er slik det var i versjon {version}: {'; '.join(what)}.")
    else:
        messages.info(request, "Det var allerede slik.")
    return redirect(paper)
