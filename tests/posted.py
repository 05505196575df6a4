"""What the worker sends, for the tests of mail and calendars."""

from django.core import mail

from programmes.rounds import mails


def sent() -> dict[str, str]:
    """What the worker sends now: the name of each recipient, and the subject."""
    mail.outbox.clear()
    mails.send_waiting.call()
    return {letter.to[0].removesuffix("@demo.invalid"): letter.subject for letter in mail.outbox}
