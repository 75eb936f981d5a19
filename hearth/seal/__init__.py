"""Sealed facts: pure cryptography, with no row, no clock and no file.

The order to read in: `item`, `grant`, `principal`, `session`, `recovery`, `log`.
`primitives` is the only file that speaks to the cryptography library.
"""
