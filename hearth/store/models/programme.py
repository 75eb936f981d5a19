"""Which text of a programme decisions were made under."""

from django.db import models


class ProgrammeRow(models.Model):
    """A version that has been used. Its text may never change afterwards."""

    ref = models.CharField(max_length=80, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    effective_from = models.DateField()
    used_at = models.DateTimeField()
