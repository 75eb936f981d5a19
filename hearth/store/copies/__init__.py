"""A whole service in two sealed files, and out of them again.

The data may be kept long; whatever opens it lies in the second file, which is deleted after the
horizon: what was shredded in the service is then gone from every copy.
"""

from datetime import timedelta
from typing import Final

HORIZON: Final = timedelta(days=35)  # how long keys may be kept in copies; see docs/sources.md
KEYS_BESIDE: Final = ".keys"
SHREDS_BESIDE: Final = ".shredded"
