"""The day on which the tests of pretend worlds take place."""

from datetime import date

ON = date(2031, 5, 4)
