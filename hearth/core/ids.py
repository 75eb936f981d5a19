"""One type per kind of id, so that a host is never passed where a home is meant.

Ids are random (UUID version 4) and say nothing. They are made by the store, never here.
"""

from typing import NewType
from uuid import UUID

PersonId = NewType("PersonId", UUID)
PartyId = NewType("PartyId", UUID)
CaseId = NewType("CaseId", UUID)
HostId = NewType("HostId", UUID)
HomeId = NewType("HomeId", UUID)
OfficeId = NewType("OfficeId", UUID)
PrincipalId = NewType("PrincipalId", UUID)
