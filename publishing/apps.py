from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Vedtatte utgaver"

    def ready(self) -> None:
        """What this room forgets every night; said here, when the models are there to be imported."""
        from organisation.retention import also  # noqa: PLC0415

        from .log_files import forget  # noqa: PLC0415

        also["innspillslogger som filer"] = forget
