"""When the demonstration was loaded first: its dates are counted from that day, so that they stay."""

from django.db import models


class DemoLoading(models.Model):
    """One row: the first day, and what the content looked like when it was loaded last."""

    day = models.DateField()
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"loaded on {self.day}"
