"""Who a fact may be told to, and whose act a step is."""

from enum import StrEnum


class Audience(StrEnum):
    """The people in the room. A fact names its audiences; there is no default."""

    RESIDENT = "resident"
    HOST = "host"
    CASEWORKER = "caseworker"
    CLINICIAN = "clinician"
    VISITOR = "visitor"
    LEAD = "lead"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    CLOCK = "clock"  # a step that time takes: a lapse, a deadline passed


STAFF = frozenset({Audience.CASEWORKER, Audience.LEAD})
STAFF_AND_RESIDENT = STAFF | {Audience.RESIDENT}
