"""All published instances of generalised assignment: optimum, bound by prices, seconds."""

import sys
from time import perf_counter

from hearth.engine.certify import certify_beds
from tests.engine.gap import NAMES, expected, instances, solve


def main() -> int:
    """Print one line per instance; 1 if one is not optimal or its proof has a problem."""
    began, missed = perf_counter(), 0
    for name in NAMES:
        for row, (one, best) in enumerate(zip(instances(name) or [], expected(name), strict=True)):
            start = perf_counter()
            answer = solve(one, name)
            seconds = perf_counter() - start
            proof = certify_beds(*answer.columns, answer.plan)
            good = answer.worth == best and not proof.problems
            missed += not good
            say = f"{name}-{row + 1} found {answer.worth} published {best}"
            print(f"{say} gap by prices {proof.gap:.4%} {seconds:.2f} s {'' if good else 'MISSED'}")
    print(f"all together {perf_counter() - began:.1f} s, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
