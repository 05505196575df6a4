"""The settings of a served site that has the pages of rich_field_urls too."""

import copy

from osloregionen.settings import *  # noqa: F403
from osloregionen.settings import TEMPLATES as EVERY_TEMPLATE

ROOT_URLCONF = "tests.rich_field_urls"
TEMPLATES = copy.deepcopy(EVERY_TEMPLATE)
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "templates")  # noqa: F405
