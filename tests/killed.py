"""Adoption, killed at every write: run as a program on a database of its own, named by DATABASE_URL.

A child of this process adopts what is prepared and kills itself (SIGKILL, nothing is cleaned up) right before one of
its writes: the first, then the second, and so on until it comes through. After each, the database is looked at here.
Ends when something has changed, and prints whether that was everything: `{"killed": 12, "adopted": true}`.
"""

import hashlib
import json
import os
import signal
import sys

import django

WRITES = ("INSERT", "UPDATE", "DELETE")
TABLES = (
    "publishing_edition", "publishing_adoptedmeasure", "publishing_preparededition", "publishing_preview",
    "programmes_programme", "programmes_phasechange", "budget_budgetcolumn", "budget_amount", "organisation_entry",
    "organisation_version", "organisation_mailing", "django_tasks_database_dbtaskresult",
)  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osloregionen.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    prepared = prepare()
    before, killed = fingerprint(), 0
    while True:
        ended = adopt_in_a_child(prepared, killed + 1)
        if ended != signal.SIGKILL:
            break
        killed += 1
        if fingerprint() != before:
            break  # it was killed after the transaction: then everything must have happened
    json.dump({"killed": killed, "adopted": fingerprint() != before and agrees(prepared)}, sys.stdout)


def prepare() -> int:
    """The draft of 2024 with a vedtak, made ready by one of the secretariat; its edition's PDF is printed."""
    from organisation.models import Body, User  # noqa: PLC0415
    from programmes.models import Decision, Programme  # noqa: PLC0415
    from publishing import adoption  # noqa: PLC0415
    from publishing.freezing import AS_IT_WAS  # noqa: PLC0415
    from publishing.management.commands.load_demo import load_house  # noqa: PLC0415
    from publishing.printing import print_prepared  # noqa: PLC0415

    load_house()
    programme = Programme.objects.get(slug="2024")
    Decision.objects.create(programme=programme, body=Body.objects.get(key="representantskapet"), outcome="adopted")
    found = adoption.outlook(programme)
    reasons = {doubt.key: AS_IT_WAS for doubt in found.doubts}
    by = User.objects.get(email="sekretariat@demo.invalid")
    prepared = adoption.prepare(programme, by=by, reasons=reasons)
    print_prepared(prepared.pk)
    return prepared.pk


def adopt_in_a_child(prepared: int, at: int) -> int:
    """What the child ended with: a signal's number, or its exit status."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    if not (child := os.fork()):
        status = 1
        try:
            adopt(prepared, at)
            status = 0
        finally:
            os._exit(status)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def adopt(prepared: int, at: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from organisation.models import User  # noqa: PLC0415
    from publishing import adoption  # noqa: PLC0415
    from publishing.models import PreparedEdition  # noqa: PLC0415

    writes = 0

    def count(execute, sql, params, many, context):
        nonlocal writes
        writes += sql.startswith(WRITES)
        if writes == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        by = User.objects.get(email="sekretariat2@demo.invalid")
        adoption.adopt(PreparedEdition.objects.get(pk=prepared), by=by)


def fingerprint() -> str:
    """Everything in the tables that an adoption writes in."""
    from django.db import connection  # noqa: PLC0415

    seen = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            for row in cursor.fetchall():
                seen.update(repr([bytes(each) if isinstance(each, memoryview) else each for each in row]).encode())
    return seen.hexdigest()


def agrees(prepared: int) -> bool:
    """One edition, whose stored bytes are what their checksums say, and are what is served."""
    from django.test import Client  # noqa: PLC0415

    from programmes.document import sha256  # noqa: PLC0415
    from publishing.models import Edition, PreparedEdition  # noqa: PLC0415

    edition = Edition.objects.select_related("programme").get(programme__slug="2024")
    parts = {name: bytes(getattr(edition, name)) for name in ("document", "page", "pdf")}
    sums = all(sha256(content) == getattr(edition, f"{name}_sha256") for name, content in parts.items())
    served = {
        form: Client().get(f"/handlingsprogram/2024/2024.{form}", headers={"host": "localhost"}).content
        for form in ("pdf", "json")
    }
    same = served == {"pdf": parts["pdf"], "json": parts["document"]}
    page = Client().get("/handlingsprogram/2024/", headers={"host": "localhost"}).content
    gone = not PreparedEdition.objects.filter(pk=prepared).exists()
    phase = edition.programme.phase
    return sums and same and parts["page"] in page and gone and phase == "adopted"


if __name__ == "__main__":
    main()
