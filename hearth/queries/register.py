"""The register in numbers."""

from hearth.store.models import HomeRow


def homes_entered() -> int:
    """How many homes there are, active or not."""
    return HomeRow.objects.count()
