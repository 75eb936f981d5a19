"""The register in numbers."""

from hearth.store.models import EntryRow, HomeRow


def homes_entered() -> int:
    """How many homes there are, active or not."""
    return HomeRow.objects.count()


def holds_invented() -> bool:
    """Whether an invented town was ever entered here."""
    return EntryRow.objects.filter(act="exchange.town_entered").exists()


def holds_others() -> bool:
    """Whether anybody was imported here, or came for themselves."""
    return EntryRow.objects.filter(act__in=("exchange.imported", "intake.opened")).exists()
