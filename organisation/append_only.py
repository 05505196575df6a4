"""The database itself refuses to change or delete rows of a table, whoever asks and by whatever road.

A later migration that alters such a table ends with `closed_again`: on SQLite Django makes such a change by copying
the table, and the triggers stay behind. The tests notice when they are gone.
"""

from django.db import migrations


def append_only(table: str, sentence: str, keys: tuple[tuple[str, ...], ...] = (("id",),)) -> migrations.RunPython:
    """A migration's operation that closes `table`; `sentence` is what whoever tries is told.

    `keys` are the column groups that identify a row: on SQLite, REPLACE removes the old row without
    firing a delete trigger, so it is refused at the door.
    """
    return migrations.RunPython(_run(_closing(table, sentence, keys)), _run(_reopening(table)))


def closed_again(table: str, sentence: str, keys: tuple[tuple[str, ...], ...] = (("id",),)) -> migrations.RunPython:
    """The last operation of a migration that alters a closed table."""
    sqlite = [*_reopening(table)["sqlite"], *_closing(table, sentence, keys)["sqlite"]]
    return migrations.RunPython(_run({"sqlite": sqlite, "postgresql": []}), migrations.RunPython.noop)


def _closing(table: str, sentence: str, keys) -> dict[str, list[str]]:
    same = " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys)
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for verb in ("update", "delete")
        ]
        + [
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        ],
        "postgresql": [
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ],
    }


def _reopening(table: str) -> dict[str, list[str]]:
    return {
        "sqlite": [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete", "replace")],
        "postgresql": [
            f"DROP TRIGGER {table}_no_change ON {table}",
            f"DROP TRIGGER {table}_no_truncate ON {table}",
            f"DROP FUNCTION {table}_refuse()",
        ],
    }


def _run(statements: dict[str, list[str]]):
    def run(_apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run
