"""Make many questions and check each with experta: right keys, wrong answers that are wrong, nothing given away.

    python bench/quiz.py [COUNT [SEED]]

Prints the CPU time of making and of checking, what kinds and levels came out, and every fault; exit 1 where there
is one.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import advisor
from advisor.ruleset.compile import compile_rules
from advisor.teaching.draw import Pool, draw
from advisor.teaching.examiner import Examiner
from advisor.teaching.maker import Maker
from advisor.teaching.wording import Wording
from tests.teaching.promises import faults


def main(count: int, seed: int) -> int:
    """Return the exit code."""
    kb = advisor.load()
    ruleset = compile_rules(kb)
    start = time.process_time()
    questions = draw(Pool(Maker(Examiner(ruleset), Wording(kb))), count, seed)
    made = time.process_time()
    found = faults(questions, ruleset)
    checked = time.process_time()
    print(f"{len(questions)} questions made in {made - start:.1f} s, checked in {checked - made:.1f} s of CPU")
    print("kinds:", dict(Counter(one.kind for one in questions)))
    print("levels:", dict(sorted(Counter(one.level for one in questions).items())))
    print("topics:", len({one.topic for one in questions}))
    print(f"{len(found)} faults")
    for fault in found:
        print(" ", fault)
    return bool(found)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(numbers + [2_000, 0][len(numbers) :])))
