"""Django's settings, read from two words of the environment.

HEARTH_HOME is the folder of this service (default: the user's data folder).
HEARTH_DATABASE is a DSN, postgresql://...; without it, a file in that folder is the database.
Reading this file touches nothing: folders are made by `hearth.store.folder.prepare`.
"""

import os

from hearth.store import database, folder

HEARTH_FOLDER = folder.chosen(os.environ)

DATABASES = {
    "default": database.connection_settings(os.environ.get("HEARTH_DATABASE", ""), HEARTH_FOLDER)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = ["hearth.store"]

DEBUG = False
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
