"""How far the tests look: HEARTH_TEST=long is the form whose counts the promises name."""

import os

LONG = os.environ.get("HEARTH_TEST") == "long"
