"""How far the tests look: HEARTH_TEST=long is the form whose counts the promises name."""

import os

LONG = os.environ.get("HEARTH_TEST") == "long"
NO_WAIT_S = 1e-6  # thousands are refused here; what measures refusals waits as a service does
