"""Rounds of visits: who visits whom, on which day, and when. Arrays; no people are known here.

`week` is what is asked, `clock` times one visitor's day, `settle` fixes what a routing solver
cannot say, `solve` hands the rest to PyVRP, `draft` mends and fills up, `plan` is the whole way,
`again` plans anew with few changes, `nearest` is the plain plan to compare with. `check` looks at
any plan and shares nothing with those who make one.
"""
