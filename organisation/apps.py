from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "organisation"
    verbose_name = "Organisasjon"

    def ready(self):
        from . import entering, second_factor  # noqa: F401, PLC0415 – their receivers write the log
