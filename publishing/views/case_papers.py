"""Saksframlegg: the list, a new one, the paper as it will look, its figures fetched anew, and done."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisation.models import Draft, Meeting
from organisation.rights import NotAllowed
from organisation.views.reading import reads
from programmes.comparison import listed
from programmes.milestones import WORKING
from programmes.views.finding import crumbs_to, of_programme
from programmes.views.treatment import crumbs_to_treatment
from programmes.wording import said, word_parts

from ..case_paper import files, finishing, writing
from ..case_paper.form import BODIES, NewPaperForm
from ..case_paper.paper import HEADINGS
from ..case_paper.writing import PAPER, News
from ..models import CasePaper
from .previews import private

FORM = require_http_methods(["GET", "HEAD", "POST"])
MEETINGS = 8  # that are offered


def of_paper(view):
    """For the secretariat; the view gets the paper instead of its address."""

    @of_programme
    @wraps(view)
    def inner(request, programme, uuid, *args, **kwargs):
        paper = PAPER.find(programme, uuid)
        paper.programme = programme
        return view(request, paper, *args, **kwargs)

    return inner


@reads
@private
@of_programme
def case_papers(request, programme):
    """Every saksframlegg about a programme."""
    papers = CasePaper.objects.visible_to(request.user).filter(programme=programme).whole()
    context = {
        "programme": programme,
        "papers": papers,
        "may_begin": writing.may_begin(request.user, programme),
        "crumbs": crumbs_to_treatment(programme),
    }
    return render(request, "publishing/case_papers.html", context)


@of_programme
@FORM
def new_case_paper(request, programme):
    """Begin one, for a body and a day; meetings that are set up are offered."""
    if request.method == "GET" and not (answer := writing.may_begin(request.user, programme)):
        messages.warning(request, answer.reason)
        return redirect("case_papers", programme.slug)
    form = NewPaperForm(request.POST or None, programme=programme, by=request.user, initial=_asked(request))
    form.fields["since"].initial = form.fields["since"].choices[0][0]
    if form.is_valid():
        said = form.cleaned_data
        try:
            paper = writing.begin(programme, **said, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, f"{paper} er laget. Les gjennom, og skriv vurderingen.")
            return redirect(paper)
    meetings = Meeting.objects.visible_to(request.user).coming().filter(body__kind__in=BODIES).select_related("body")
    context = {
        "programme": programme,
        "form": form,
        "meetings": meetings[:MEETINGS],
        "crumbs": [*crumbs_to(programme), ("Saksframlegg", reverse("case_papers", args=[programme.slug]))],
    }
    return render(request, "publishing/new_case_paper.html", context)


def _asked(request) -> dict:
    return {"body": request.GET.get("organ"), "meeting_on": request.GET.get("dato")}


@reads
@private
@of_paper
def case_paper(request, paper):
    """The paper as it will look, and what can be done with it."""
    content, news = finishing.content_of(paper), None if paper.is_finished else writing.news(paper)
    draft = Draft.objects.visible_to(request.user).filter(object=paper.uuid).first()
    context = around(paper) | files.drawn(content)
    context |= {
        "next": getattr(paper, "next", None),
        "news": news,
        "news_words": in_words(news) if news else "",
        "files": files.there_are(paper, content, request.user),
        "attachments": attachments(paper),
        "draft": draft,
        "unsaved": unsaved(draft),
    }
    return render(request, "publishing/case_paper.html", context)


def around(paper: CasePaper) -> dict:
    """What every page of a paper has."""
    slug = paper.programme.slug
    crumbs = [*crumbs_to(paper.programme), ("Saksframlegg", reverse("case_papers", args=[slug]))]
    return {"row": paper, "slug": slug, "crumbs": crumbs}


def attachments(paper: CasePaper) -> list[tuple[str, str]]:
    """What goes with a case, and where each is made."""
    programme, slug = paper.programme, paper.programme.slug
    found = [(f"{programme.title} som PDF", reverse("preview", args=[slug]))]
    if paper.is_finished:
        milestone = paper.finished.milestone
        found.insert(0, (f"Milepælen «{milestone.name}»", milestone.get_absolute_url()))
    if paper.facts.get("changes"):
        now = f"{slug}@{paper.finished.milestone.slug}" if paper.is_finished else slug
        if not paper.is_finished and programme.editions.exists():
            now = f"{slug}@{WORKING}"
        found.append(("Endringsoversikt", reverse("comparison", args=[paper.since, now])))
    rounds = programme.rounds.filter(opened_at__isnull=False).order_by("opened_at")
    return found + [(f"Innspillslogg: {round}", reverse("round_log", args=[round.uuid])) for round in rounds]


def in_words(news: News) -> str:
    """What is new, in sentences."""
    told = [f"{listed(list(news.figures))}."] if news.figures else []
    told += [f"Teksten under {_named(news.follow)} følger dataene."] if news.follow else []
    ours = [clash.field for clash in news.clashes]
    told += [f"Under {_named(ours)} har dere skrevet selv, og det blir stående."] if ours else []
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in told)


def _named(names) -> str:
    return listed([f"«{HEADINGS[name]}»" for name in names])


def unsaved(draft: Draft | None) -> list[tuple[str, str]]:
    """What somebody has typed and not saved, field by field, as they wrote it."""
    if draft is None:
        return []
    names = HEADINGS | {"title": "Tittel", "case_number": "Saksnummer"}
    typed = {name.removesuffix("-plain"): values[0] for name, values in draft.content.items() if values and values[0]}
    return [(label, typed[name]) for name, label in names.items() if name in typed]


@of_paper
@FORM
def refresh_case_paper(request, paper):
    """What is new in the data; and then taken in, but never over what somebody has written unless they say so."""
    if not (answer := writing.may_write(request.user, paper)):
        messages.warning(request, answer.reason)
        return redirect(paper)
    if request.method == "POST":
        try:
            taken = writing.refresh(paper, by=request.user, use=request.POST.getlist("bruk"))
        except NotAllowed as refusal:  # a colleague has finished it in the meantime
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "Tallene er hentet på nytt." if taken else "Ingenting var endret i dataene.")
        return redirect(paper)
    news = writing.news(paper)
    context = around(paper) | {
        "news": news,
        "follow": [(HEADINGS[name], _differs(name, paper.texts, news.texts)) for name in news.follow],
        "clashes": [
            {
                "name": clash.field,
                "label": HEADINGS[clash.field],
                "data": _differs(clash.field, paper.suggested, news.suggested),
                "ours": said(clash.field, clash.now),
            }
            for clash in news.clashes
        ],
    }
    context["crumbs"].append((paper.title, paper.get_absolute_url()))
    return render(request, "publishing/refresh_case_paper.html", context)


def _differs(name: str, before: dict, after: dict) -> list:
    return word_parts(*(said(name, texts.get(name)) for texts in (before, after)))


@of_paper
@FORM
def finish_case_paper(request, paper):
    """Store it and the programme with it; the page says what will happen and what is in the way."""
    if request.method == "POST" and paper.is_finished:
        messages.info(request, "Saken er gjort ferdig allerede.")
        return redirect(paper)
    if request.method == "POST":
        try:
            finished = finishing.finish(paper, by=request.user)
        except NotAllowed:
            return redirect("finish_case_paper", paper.programme.slug, paper.uuid)
        messages.success(request, f"Saken er ferdig, og milepælen «{finished.milestone.name}» er laget.")
        return redirect(paper)
    news = None if paper.is_finished else writing.news(paper)
    context = around(paper) | {
        "milestone": finishing.milestone_name(paper),
        "obstacles": finishing.obstacles(paper, news),
        "must_refresh": bool(news),
    }
    context["crumbs"].append((paper.title, paper.get_absolute_url()))
    return render(request, "publishing/finish_case_paper.html", context)


@of_paper
@require_POST
def next_case_paper(request, paper):
    """A new version of one that is finished."""
    try:
        new = writing.begin_again(paper, by=request.user)
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect(paper)
    messages.success(request, f"{new} er laget, med de samme ordene.")
    return redirect(new)
