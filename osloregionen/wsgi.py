"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osloregionen.settings")

application = get_wsgi_application()

from django.db import connections  # noqa: E402 – what follows needs the application

from .production import refuse_demo_accounts  # noqa: E402

refuse_demo_accounts()
connections.close_all()
