"""All published instances of generalised assignment: optimum, bound by prices, seconds.

An instance is solved where the worth is the published one and the search left nothing open: the
bound it claims is the value. The proof by prices is checked beside it. [--data FOLDER], in which
`opt/gap` is.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from time import perf_counter

from hearth.engine.certify import certify_beds
from tests.engine.gap import NAMES, Answer, data_folder, expected, instances, solve

INSTANCES = 36
BAR_S = 60.0  # for all of them together


def missed(answer: Answer, best: int, problems: tuple[str, ...]) -> str:
    """What is wrong with an answer, in a few words; nothing where it is optimal and proven."""
    if answer.worth != best:
        return "NOT OPTIMAL"
    if answer.plan.claimed != answer.plan.value:
        return f"LEFT OPEN: worth {answer.plan.value}, at most {answer.plan.claimed} is claimed"
    return f"PROOF FAILS: {problems[0]}" if problems else ""


def each() -> Iterator[bool]:
    """Solve one after the other and print a line of each. Whether it is optimal and proven."""
    for name in NAMES:
        for row, (one, best) in enumerate(zip(instances(name) or [], expected(name), strict=True)):
            start = perf_counter()
            answer = solve(one, name)
            seconds = perf_counter() - start
            proof = certify_beds(*answer.columns, answer.plan)
            wrong = missed(answer, best, tuple(proof.problems))
            say = f"{name}-{row + 1} found {answer.worth} published {best}"
            print(f"{say} gap by prices {proof.gap:.4%} {seconds:.2f} s {wrong}".rstrip())
            yield not wrong


def main(words: Sequence[str] | None = None) -> int:
    """Print one line per instance; 1 unless all of them are optimal and proven."""
    say = argparse.ArgumentParser(prog="run.py bench gap", description=__doc__.split("\n")[0])
    say.add_argument("--data", help="the folder in which opt/gap and expected.json are")
    asked = say.parse_args(words)
    if asked.data is not None:
        os.environ["HEARTH_TEST_DATA"] = asked.data
    folder = data_folder()
    if folder is None or not (folder / "opt" / "gap").is_dir():
        print("the given instances are not here: name their folder with --data", file=sys.stderr)
        return 2
    began = perf_counter()
    found = list(each())
    seconds = perf_counter() - began
    kept = "met" if seconds <= BAR_S else "NOT MET"
    print(
        f"{sum(found)} of {INSTANCES} optimal and proven; {seconds:.1f} s, bar {BAR_S:.0f}: {kept}"
    )
    return 0 if len(found) == INSTANCES and all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
