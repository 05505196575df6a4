from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Vedtatte utgaver"

    def ready(self) -> None:
        """What this room forgets every night; said here, when the models are there to be imported."""
        from organisation.retention import also  # noqa: PLC0415

        from . import archive, log_files  # noqa: PLC0415

        also["innspillslogger som filer"] = log_files.forget
        also["arkivpakker med navn"] = archive.forget
