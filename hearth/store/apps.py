"""The one Django application: all rows have one history of migrations."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Rows and migrations."""

    name = "hearth.store"
    label = "store"
