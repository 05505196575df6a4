"""What the worker does for this room."""

from django.tasks import task
from django.utils.module_loading import import_string


@task
def make_preview(preview: int) -> None:
    """Print a preview. The press is loaded here, by the worker: the web process knows only the task's name."""
    import_string("publishing.printing.print_preview")(preview)


@task
def make_overview(overview: int) -> None:
    """Print an endringsoversikt, in the same way."""
    import_string("publishing.printing.print_overview")(overview)


@task
def make_prepared(prepared: int) -> None:
    """Print what is about to be adopted, in the same way."""
    import_string("publishing.printing.print_prepared")(prepared)


@task
def make_log_file(log_file: int) -> None:
    """Write an innspillslogg as a file, in the same way."""
    import_string("publishing.log_printing.print_log")(log_file)


@task
def make_archive_package(package: int) -> None:
    """Make an archive package, in the same way."""
    import_string("publishing.archive_printing.print_package")(package)


@task
def make_paper_file(paper_file: int) -> None:
    """Write a saksframlegg as a file, in the same way."""
    import_string("publishing.case_paper.printing.print_paper")(paper_file)
