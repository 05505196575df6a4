"""The document's JSON Schema: what others need in order to write a file that can be read here.

It says what the types say. What only `reading` can say (ids that clash, references that lead nowhere)
is not in it.
"""

import json

from .document import ALWAYS_WRITTEN, VERSION, Document


def json_schema() -> dict:
    """JSON Schema (draft 2020-12) of a document."""
    schema = Document.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        asked = ALWAYS_WRITTEN.union(part.get("required", ()))
        part["required"] = [name for name in part["properties"] if name in asked]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:osloregionen:dokument:{VERSION}",
        "title": "Osloregionens dokument",
        "description": (
            "Et handlingsprogram eller strategiske føringer som data: seksjoner i et tre, med tiltak, mål, "
            "strategier, budsjettabeller og fremdriftsplan. Leses av «manage.py import_programme», skrives av "
            "«manage.py export_programme --format json»."
        ),
        **{name: schema[name] for name in schema if name not in ("title", "description")},
    }


def schema_json() -> bytes:
    """The schema as it stands in `docs/document.schema.json`."""
    return (json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n").encode()
