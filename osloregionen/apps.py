from django.contrib.admin import apps


class OfficeConfig(apps.AdminConfig):
    """The Django admin: for emergencies, named so that nobody takes it for the workplace."""

    default_site = "osloregionen.admin.Office"
