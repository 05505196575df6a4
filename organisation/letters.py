"""A mail on its way: the same words as plain text and as HTML, and what mail programs are told about it."""

from dataclasses import dataclass
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import default

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse

from .models import Mailing, User

SIGNER = Signer(salt="organisation.decline")


@dataclass(frozen=True)
class Letter:
    """What a mail says: a subject one can act on, a few sentences, perhaps a short list, one link, who it is from."""

    subject: str
    sentences: tuple[str, ...]
    action: str
    link: str
    points: tuple[str, ...] = ()
    sender: str = "Sekretariatet"


class Address(UnstructuredHeader):
    """A header that holds an address in angle brackets. Folding would encode a long one, and then nobody reads it."""

    def fold(self, *, policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Mail(EmailMultiAlternatives):
    """Django's own, but what is an address stays one."""

    def message(self, *, policy=default):
        headers = HeaderRegistry()
        headers.map_to_type("list-unsubscribe", Address)
        return super().message(policy=policy.clone(header_factory=headers))


def one_line(words: str) -> str:
    """Words that somebody typed, as they may stand in a header: no line breaks, not too long."""
    return " ".join(words.split())[:200]


def compose(template: str, address: str, context: dict, headers: dict | None = None) -> Mail:
    """`<template>.txt` and `.html` as a mail to `address`; the first line of the text is the subject."""
    context = {"site": settings.SITE_URL, **context}
    first, _, text = render_to_string(f"{template}.txt", context).strip().partition("\n")
    subject = one_line(first)
    mail = Mail(subject, text.strip() + "\n", to=[address], headers=headers)
    mail.attach_alternative(render_to_string(f"{template}.html", {**context, "subject": subject}), "text/html")
    return mail


def write(mailing: Mailing, letter: Letter) -> Mail:
    """A letter to whom the mailing is for, with a way out of more of its kind (RFC 2369, RFC 8058)."""
    way_out = settings.SITE_URL + reverse("decline_mail", args=[key_to_decline(mailing.person, mailing.kind)])
    headers = {
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no automatic answers
    }
    context = {
        "letter": letter,
        "subject": one_line(letter.subject),
        "name": one_line(str(mailing.person)),
        "kind": mailing.get_kind_display(),
        "way_out": way_out,
    }
    return compose("mails/letter", mailing.person.email, context, headers)


def key_to_decline(person: User, kind: str) -> str:
    """What stands in the address that ends one kind of mail to one person. It lasts as long as the mail does."""
    return SIGNER.sign(f"{person.pk}.{kind}")


def read_key(key: str) -> tuple[User, Mailing.Kind] | None:
    """The person and the kind that a key is for; `None` when it is not one of ours."""
    try:
        pk, kind = SIGNER.unsign(key).split(".")
    except BadSignature:
        return None
    person = User.objects.filter(pk=pk).first()
    return (person, Mailing.Kind(kind)) if person and kind in Mailing.Kind.values else None
