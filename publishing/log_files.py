"""The innspillslogg as a file: asked for by somebody, made by the worker of exactly what they could see then.

The log itself is stored with the question, so the worker needs to know nothing of who may see what. A file is thrown
away after a day: what people wrote shall not lie about in copies.
"""

from datetime import datetime

from pydantic import TypeAdapter

from organisation.models import User
from organisation.record import Verb, note
from programmes.document import sha256
from programmes.models import Round
from programmes.rounds.log import Log

from .models import LogFile
from .tasks import make_log_file

LOG = TypeAdapter(Log)
FILE = "innspillslogg"


def as_json(log: Log) -> bytes:
    return LOG.dump_json(log)


def read(content: bytes) -> Log:
    return LOG.validate_json(content)


def name_of(log: Log, form: str, user: User) -> str:
    """What the file of a log is called: the same log for the same person is made once."""
    return sha256(as_json(log) + f"\n{form} {user.pk}".encode())


def ask(log: Log, form: str, round: Round, *, by: User) -> LogFile:
    """The log as a file. Only the first time, or when somebody tries again, is a worker set going."""
    forget()
    asked = {"form": form, "round": round, "document": as_json(log), "asked_by": by}
    file, is_new = LogFile.objects.light().get_or_create(sha256=name_of(log, form, by), defaults=asked)
    if is_new or LogFile.objects.filter(pk=file.pk).begin_again(by):
        make_log_file.enqueue(file.pk)
        note(by, Verb.EXPORTED, f"innspillsloggen for {round} som {LogFile.Form(form).label}")
    return file


def there_are(log: Log, user: User) -> list[tuple[LogFile.Form, LogFile | None]]:
    """Each form, and the file of this log in it as far as there is one."""
    names = {form: name_of(log, form, user) for form in LogFile.Form}
    found = {each.sha256: each for each in LogFile.objects.visible_to(user).light().filter(sha256__in=names.values())}
    return [(form, found.get(name)) for form, name in names.items()]


def forget(now: datetime | None = None) -> int:
    """Delete the files that are older than a day; how many there were."""
    deleted, _each = LogFile.objects.old(now).delete()
    return deleted
