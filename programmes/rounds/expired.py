"""A form that was sent after its session had expired: the words wait for whoever they belong to, and nobody else.

A form says whose it is and on which page it stands, and signs it. The words lie in the new session until its owner has
logged in; when somebody else logs in there, they are dropped unseen.
"""

from django.core.signing import BadSignature, Signer

from organisation.models import User

from .unsent import typed

SESSION = "expired"
LONGEST = 20_000  # characters of each field that are kept for somebody who is not logged in
_signer = Signer(salt="programmes.rounds.expired")


def whose(user: User, page: str) -> str:
    """What a form on a page of `user`'s carries in its field `hvem`; `page` is the address it is opened by."""
    return _signer.sign_object({"person": user.pk, "page": page})


def remember(request) -> str:
    """Keep what was sent until its owner is logged in; the page to come back to.

    Without a signature of ours nothing is kept. A script is told that one is logged out, and keeps the words itself.
    """
    here = request.get_full_path()
    if request.method != "POST" or request.htmx:
        return here
    try:
        sent = _signer.unsign_object(request.POST.get("hvem", ""))
    except BadSignature:
        return here
    words = {name: [value[:LONGEST] for value in values] for name, values in typed(request.POST).items()}
    request.session[SESSION] = sent | {"words": words}
    return sent["page"]


def remembered(request) -> dict | None:
    """What the reader sent from this page before they logged in; told once."""
    kept = request.session.get(SESSION)
    if kept is None:
        return None
    mine = kept["person"] == request.user.pk
    if mine and kept["page"] != request.get_full_path():
        return None
    del request.session[SESSION]
    return kept["words"] if mine else None
