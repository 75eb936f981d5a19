"""One party alone is read as it is read among others."""

import numpy as np
from hypothesis import given

from hearth.engine.asking import line_of, lines_of
from hearth.engine.kernels.pairs import DANGER, DANGER_END
from hearth.engine.tables import Homes, Parties
from tests.engine.worlds import unhurried, worlds


@unhurried
@given(worlds())
def test_the_line_of_one_party_is_its_line_among_all(world: tuple[Parties, Homes]) -> None:
    parties, _ = world
    lines = lines_of(parties, np.arange(len(parties)))
    for i in range(len(parties)):
        line, danger = line_of(parties, i)
        first, end = lines[i, DANGER], lines[i, DANGER_END]
        assert (line[DANGER], line[DANGER_END]) == (0, end - first)
        assert len(danger) == end - first
        others = np.delete(np.arange(line.size), [DANGER, DANGER_END])
        assert line[others].tolist() == lines[i, others].tolist()
