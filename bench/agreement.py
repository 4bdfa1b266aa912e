"""Whether experta, the evaluator and CLIPS conclude the same about random complete cases.

    python bench/agreement.py [--cases 10000] [--clips 3000] [--seed 1] [--kb PATH]

The cases are adversarial (`tests/properties/random_cases.py`); in half of them facts that others infer are
left out, in some the person prefers sources. Compared with the evaluator are the rules that fired, the value
of every node and the outcome of every decision; with CLIPS the rules that fired, which facts and formulas
apply, and status and outcome of every decision. CLIPS reckons in floats, experta in decimals, so its cases have
numbers of at most fifteen digits. Amounts that differ in the first nine digits are a disagreement, but for those
reckoned from differences, of which floats may keep no digit: these are counted apart, and shown.
Ends with status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation.consult import Advisor  # noqa: E402
from advisor.consultation.engine import Engine  # noqa: E402
from advisor.model.load import load_knowledge  # noqa: E402
from advisor.model.types import KnowledgeBase, Value  # noqa: E402
from advisor.ruleset.compile import compile_rules  # noqa: E402
from tests.properties.agreement import Clips, as_floats, clips_differs, evaluator_differs, random_wishes  # noqa: E402
from tests.properties.random_cases import random_case  # noqa: E402

SHOWN = 20


def cases(kb: KnowledgeBase, seed: int, count: int) -> Iterator[tuple[dict[str, Value], tuple[str, ...]]]:
    """Yield random cases with what the person prefers; the same for the same seed."""
    source = random.Random(seed)
    for number in range(count):
        yield random_case(kb, source, left_out=0.6 * (number % 2)), random_wishes(kb, source)


def report(name: str, differing: Iterator[list[str]]) -> int:
    """Go through the cases, print how many differ, and in what."""
    start, total, bad = time.process_time(), 0, 0
    for differences in differing:
        total += 1
        bad += bool(differences)
        for line in differences if bad <= SHOWN else ():
            print(f"  case {total}: {line}", flush=True)
    print(f"{name:24}{total:8} cases {bad:8} disagreements {time.process_time() - start:8.0f} s", flush=True)
    return bad


def main() -> int:
    """Compare and print; return 1 where anything differs."""
    parser = argparse.ArgumentParser(description="Compare experta with the evaluator and with CLIPS.")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--clips", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kb", type=Path, default=ROOT)
    wanted = parser.parse_args()
    kb = load_knowledge(wanted.kb)
    ruleset = compile_rules(kb)
    print(f"seed {wanted.seed}, {len(kb.rules)} rules, {len(kb.decisions)} decisions, {len(kb.facts)} facts")
    engine = Engine(ruleset)
    bad = report(
        "experta, evaluator",
        (list(evaluator_differs(engine, case, wishes)) for case, wishes in cases(kb, wanted.seed, wanted.cases)),
    )
    if wanted.clips:
        clips, advisor = Clips(ruleset), Advisor(ruleset)
        amounts: Counter[str] = Counter()
        bad += report(
            "experta, CLIPS",
            (
                list(clips_differs(clips, advisor, as_floats(case), wishes, amounts))
                for case, wishes in cases(kb, wanted.seed + 1, wanted.clips)
            ),
        )
        total = amounts.pop("all", 0)
        print(f"amounts in both: {total}" + "".join(f"\n  {many:9} {how}" for how, many in amounts.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
