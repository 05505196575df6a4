"""A round from day to day: where it stands, who has answered, and the steps it takes. Each step is asked first."""

from collections import Counter
from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from organisation.models import Entry
from organisation.rights import NotAllowed
from organisation.views.reading import reads

from ...models import Response
from .. import answering, opening
from ..answered import others, who_has_answered
from ..deadline import deadline_words
from ..forms.rounds import DeadlineForm
from .preparing import FORM, counted, refused
from .secretariat import comments_of, crumbs_to_round, crumbs_to_rounds, of_round, rounds_of

WORDS = {
    "open_round": "Åpne runden …", "change_round": "Endre", "delete_round": "Slett …", "move_deadline": "Flytt fristen",
    "close_round": "Avslutt runden …", "publish_answers": "Publiser alle svar …",
    "open_round_again": "Åpne runden igjen …",
}  # fmt: skip


def of_step(view):
    """For the page that asks before a step is taken: back to the round when it stands where it cannot be taken."""

    @of_round
    @FORM
    @wraps(view)
    def inner(request, round):
        if request.method != "POST" and view.__name__ not in opening.steps(round):
            return refused(request, round, [f"Runden er {round.state.label}."])
        return view(request, round)

    return inner


@reads
@of_round
def run_round(request, round):
    """Where the round stands, and who has answered."""
    counts = counted(rounds_of(request.user).filter(pk=round.pk)).get()
    waiting = round.comments.standing().filter(is_late=True, admitted_at=None).count()
    answered = who_has_answered(round)
    context = {
        "round": counts,
        "deadline": deadline_words(round),
        "steps": [(name, WORDS[name]) for name in opening.steps(round)],
        "answered": answered,
        "has_answered": sum(each.has_answered for each in answered),
        "others": others(round),
        "late": waiting,
        "withdrawn": round.comments.filter(withdrawn_at__isnull=False).count(),
        "log": Entry.objects.visible_to(request.user).of(round).select_related("actor"),
        "crumbs": crumbs_to_rounds(round.programme),
    }
    return render(request, "rounds/overview.html", context)


@of_step
def open_round(request, round):
    """Send the draft to the bodies: the page says what will happen, and what is in the way."""
    if request.method == "POST":
        return take(request, round, opening.open_round, "«{round}» er åpnet. Teksten ligger nå fast.")
    context = {
        "round": round,
        "obstacles": opening.obstacles_to_opening(round),
        "bodies": who_has_answered(round),
        "crumbs": crumbs_to_round(round),
    }
    return render(request, "rounds/open.html", context)


@of_step
def move_deadline(request, round):
    """Another day, also when the old one has passed."""
    title, why = "Flytt fristen", "Det som kom etter den gamle fristen og før den nye, regnes som kommet i tide."
    return _with_day(request, round, opening.move_deadline, "Fristen er flyttet til {day}.", title, why)


@of_step
def open_round_again(request, round):
    """A closed round, until another day."""
    why = "Gruppene kan skrive igjen, og teksten i programmet låses til runden avsluttes. Svarutkastene blir stående."
    return _with_day(request, round, opening.open_again, "Runden er åpen til {day}.", "Åpne runden igjen", why)


def _with_day(request, round, step, done, title, why):
    form = DeadlineForm(request.POST or None, initial={"frist": round.deadline})
    if form.is_valid():
        day = form.cleaned_data["frist"]
        try:
            step(round, day, by=request.user)
        except NotAllowed as refusal:
            for reason in refusal.reasons:
                form.add_error("frist", reason)
        else:
            messages.success(request, done.format(day=f"{day:%d.%m.%Y}"))
            return redirect("run_round", round.uuid)
    context = {"form": form, "title": title, "lead": why, "crumbs": crumbs_to_round(round), "button": title}
    return render(request, "parts/form.html", context)


@of_step
def close_round(request, round):
    """No more comments; asked once."""
    if request.method == "POST":
        return take(request, round, opening.close, "«{round}» er avsluttet. Teksten kan redigeres igjen.")
    silent = [each for each in who_has_answered(round) if not each.has_answered]
    context = {"round": round, "silent": silent, "crumbs": crumbs_to_round(round)}
    return render(request, "rounds/close.html", context)


@of_round
@FORM
def publish_answers(request, round):
    """All answers at once: how many, what is missing, and what was promised and is not to be seen."""
    if request.method == "POST":
        return take(request, round, opening.publish_answers, "Svarene i «{round}» er publisert.")
    if round.answered_at:
        return refused(request, round, opening.obstacles_to_publishing(round))
    names = dict(Response.Outcome.choices)
    comments = comments_of(request.user).filter(round=round)
    outcomes = Counter(comments.counted().filter(response__isnull=False).values_list("response__outcome", flat=True))
    context = {
        "round": round,
        "obstacles": opening.obstacles_to_publishing(round),
        "outcomes": [(capfirst(names[each]), outcomes[each]) for each in names if outcomes[each]],
        "answers": outcomes.total(),
        "unchanged": answering.taken_without_change(round),
        "late": comments.standing().filter(is_late=True, admitted_at=None),
        "crumbs": crumbs_to_round(round),
    }
    return render(request, "rounds/publish.html", context)


def take(request, round, step, done):
    """Take a step that needs nothing more to be said."""
    try:
        step(round, by=request.user)
    except NotAllowed as refusal:
        return refused(request, round, refusal.reasons)
    messages.success(request, done.format(round=round))
    return redirect("run_round", round.uuid)
