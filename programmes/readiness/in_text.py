"""Every rule about the text, in the order in which its faults are told."""

from collections.abc import Callable, Iterator

from .. import document as doc
from .emptiness import empty_measures, missing_fields
from .fault import Fault
from .last_year import last_years_number
from .references import dead_references
from .result_targets import repeated_results, weak_results
from .twins import twins

Rule = Callable[[doc.Document], Iterator[Fault]]
RULES: tuple[Rule, ...] = (
    empty_measures, missing_fields, repeated_results, weak_results, twins, dead_references, last_years_number,
)  # fmt: skip


def faults(document: doc.Document) -> list[Fault]:
    return [fault for rule in RULES for fault in rule(document)]
