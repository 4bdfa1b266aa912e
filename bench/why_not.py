"""How long a why-not with its smallest change takes, beside a whole consultation, for every option there is.

    python bench/why_not.py [RANDOM_FIRMS] [EXAMPLE]...

For the example cases (or those named) and some random firms: percentiles of the time, also as a multiple of one
consultation of all decisions in the same run (so that machines can be compared), how the searches ended, the
worst cases.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation.consult import Advisor  # noqa: E402
from advisor.explanation.why import WhyNot, explain, why_not  # noqa: E402
from advisor.interview.case_file import read_case  # noqa: E402
from advisor.model.load import load_knowledge  # noqa: E402
from advisor.ruleset.compile import compile_rules  # noqa: E402
from tests.properties.random_cases import random_firm  # noqa: E402

PERCENTILES = (50, 90, 95, 99, 100)
TARGET = 0.3


def main() -> None:
    """Time every why-not and every explanation of the examples and of some random firms; print the figures."""
    firms = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    advisor = Advisor(compile_rules(load_knowledge(ROOT)))
    rng = random.Random(1)
    paths = [path for path in (ROOT / "examples").glob("*.yaml") if path.stem in sys.argv[2:] or not sys.argv[2:]]
    cases = {path.stem: dict(read_case(path, advisor.kb, "vi").answers) for path in paths}
    cases |= {f"random firm {number}": dict(random_firm(advisor.kb, rng)) for number in range(firms)}
    asked: list[tuple[float, str]] = []
    explained: list[tuple[float, str]] = []
    ends: Counter[str] = Counter()
    consulted: list[float] = []
    for name, sheet in sorted(cases.items()):
        advisor.consult(sheet)
        start = process_time()
        consultation = advisor.consult(sheet)
        consulted.append(process_time() - start)
        for goal, decision in advisor.kb.decisions.items():
            start = process_time()
            explain(consultation, goal)
            explained.append((process_time() - start, f"{name}: {goal}"))
            for option in decision.outcomes:
                start = process_time()
                answer = why_not(consultation, goal, option)
                asked.append((process_time() - start, f"{name}: {goal} {option}"))
                ends[how_it_ended(answer)] += 1
    unit = sorted(consulted)[len(consulted) // 2]
    print(f"{len(cases)} cases; one consultation of all decisions: {unit * 1000:.0f} ms (CPU, median)")
    report("why not, with the smallest change", asked, unit)
    report("explain, with contrast", explained, unit)
    print("how the searches ended: " + ", ".join(f"{end} {count}" for end, count in sorted(ends.items())))


def how_it_ended(answer: WhyNot) -> str:
    """Return in a few words what the search for the smallest change came to."""
    found = answer.change
    if found is None:
        return "chosen already"
    if found.impossible:
        return "none exists"
    if found.answers is None:
        return "none found"
    return "smallest" if found.tried >= len(found.answers) else "a change, perhaps not the smallest"


def report(title: str, times: list[tuple[float, str]], unit: float) -> None:
    """Print percentiles of times (seconds, name), also as multiples of `unit`, and the worst."""
    ordered = sorted(times)
    print(f"{title}: {len(times)}")
    for percent in PERCENTILES:
        seconds = ordered[min(len(ordered) - 1, len(ordered) * percent // 100)][0]
        print(f"  {percent:3d} %: {seconds * 1000:7.1f} ms = {seconds / unit:6.3f} consultations")
    print(f"  over {TARGET * 1000:.0f} ms: {sum(seconds > TARGET for seconds, _ in times)}")
    for seconds, name in ordered[-5:][::-1]:
        print(f"    {seconds * 1000:7.1f} ms  {name}")


if __name__ == "__main__":
    main()
