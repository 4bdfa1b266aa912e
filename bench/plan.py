"""How long a written plan takes, by stage and format.

    python bench/plan.py [--lang vi|en] [--runs 3] [--json] [CASE…]

For each case: the consultation, then drawing the plan up as data, then writing it in each format, all with the
knowledge base loaded. Times are the best of the runs, CPU time of this process (typst works in it too) beside time
on the clock; the last column is a multiple of the consultation.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.cli.plan import PLAN_LIMIT  # noqa: E402
from advisor.consultation.consult import Advisor  # noqa: E402
from advisor.interview.case_file import read_case  # noqa: E402
from advisor.model.load import load_knowledge  # noqa: E402
from advisor.model.types import Lang  # noqa: E402
from advisor.planning.write import FORMATS, draw_up, format_plan  # noqa: E402
from advisor.ruleset.compile import compile_rules  # noqa: E402


class Timing(NamedTuple):
    """Milliseconds of a stage, and how many bytes it wrote."""

    stage: str
    cpu: float
    clock: float
    size: int


def timed(stage: str, runs: int, make: Callable[[], Any]) -> tuple[Timing, Any]:
    """Return the best of some runs, and what the last one made."""
    cpu, clock, made = float("inf"), float("inf"), None
    for _ in range(runs):
        before = time.process_time(), time.perf_counter()
        made = make()
        cpu = min(cpu, time.process_time() - before[0])
        clock = min(clock, time.perf_counter() - before[1])
    return Timing(stage, cpu * 1000, clock * 1000, len(made) if isinstance(made, bytes) else 0), made


def measure(advisor: Advisor, path: Path, lang: Lang, runs: int) -> list[Timing]:
    """Return the stages of one case."""
    case = read_case(path, advisor.kb)
    first, consultation = timed(
        "consultation", runs, lambda: advisor.consult(case.answers, None, case.prefer, limit=PLAN_LIMIT)
    )
    second, plan = timed("plan as data", runs, lambda: draw_up(consultation, lang, None, case.name))
    found = [first, second]
    found += [timed(fmt, runs, lambda fmt=fmt: format_plan(plan, fmt))[0] for fmt in FORMATS]
    found += [timed("pdf, brief", runs, lambda: format_plan(plan, "pdf", brief=True))[0]]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", type=Path, default=sorted((ROOT / "examples").glob("*.yaml")))
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    advisor = Advisor(compile_rules(load_knowledge(ROOT)))
    results = {path.stem: measure(advisor, path, args.lang, args.runs) for path in args.cases}
    if args.json:
        print(json.dumps({case: [t._asdict() for t in found] for case, found in results.items()}, indent=2))
        return
    for case, found in results.items():
        print(f"\n{case}\n  {'stage':<14}{'cpu ms':>9}{'clock ms':>10}{'KB':>8}{'× consultation':>16}")
        for one in (*found, Timing("all formats", sum(t.cpu for t in found), sum(t.clock for t in found), 0)):
            size = f"{one.size / 1024:.0f}" if one.size else ""
            print(f"  {one.stage:<14}{one.cpu:>9.0f}{one.clock:>10.0f}{size:>8}{one.cpu / found[0].cpu:>16.2f}")


if __name__ == "__main__":
    main()
