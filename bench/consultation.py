"""How long a traced consultation takes in experta, beside the same rules in CLIPS.

    python bench/consultation.py [--cases 40] [--rounds 12] [--seed 1] [--kb PATH]

Compared on the same complete cases of believable firms, in turns in one process, new cases in every round:

- CLIPS: `reset`, `load_facts` of the case (its text written beforehand), `run`, through clipspy, with the
  rules as `advisor/interchange/clips.py` writes them: they note every rule that fires and conclude every
  decision. Nothing is read back. From a string, as a program has the answers; and from a file, which
  CLIPS reads far faster (the file written beforehand too).
- engine: reset, the facts declared, run, on an experta engine that is ready, as `Advisor` uses it: the
  trace of all firings with the facts they held on, and the value of every node.
- engine, new resolver: the same, remembering nothing of what rules came to in earlier cases.
- advice: `Advisor.consult`: the same and a finding for each decision, with arguments, sources, conflicts.

Times are CPU times of the process; a ratio is that of two neighbours in one round; the median round is shown.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation.consult import Advisor  # noqa: E402
from advisor.consultation.engine import Engine  # noqa: E402
from advisor.interchange.clips import write_clips, write_facts  # noqa: E402
from advisor.model.load import load_knowledge  # noqa: E402
from advisor.model.types import Value  # noqa: E402
from advisor.ruleset.compile import Ruleset, compile_rules  # noqa: E402
from advisor.ruleset.resolve import Resolver  # noqa: E402
from tests.properties.random_cases import random_firm  # noqa: E402

WARM_UP = 4
Case = dict[str, Value]
Way = Callable[[list[Case], list[str], list[str]], None]
"""Goes through the cases; their facts in the words of CLIPS, and files that hold those, are there for it."""


def ways_of(ruleset: Ruleset, folder: Path) -> dict[str, Way]:
    """Return the ways to consult, ready."""
    import clips

    (folder / "rules.clp").write_text(write_clips(ruleset), "utf-8")
    environment = clips.Environment()
    environment.load(str(folder / "rules.clp"))
    engine, resolver, advisor = Engine(ruleset), Resolver(ruleset), Advisor(ruleset)

    def run_clips(all_facts: list[str]) -> None:
        for facts in all_facts:
            environment.reset()
            environment.load_facts(facts)
            environment.run()

    def run_engine(cases: list[Case]) -> None:
        for case in cases:
            engine.run(case, {}, resolver)

    def run_engine_anew(cases: list[Case]) -> None:
        for case in cases:
            engine.run(case, {}, Resolver(ruleset))

    def run_advisor(cases: list[Case]) -> None:
        for case in cases:
            advisor.consult(case)

    return {
        "CLIPS, load_facts from a string": lambda cases, texts, files: run_clips(texts),
        "CLIPS, load_facts from a file": lambda cases, texts, files: run_clips(files),
        "engine": lambda cases, texts, files: run_engine(cases),
        "engine, new resolver": lambda cases, texts, files: run_engine_anew(cases),
        "advice (Advisor.consult)": lambda cases, texts, files: run_advisor(cases),
    }


def measure(ruleset: Ruleset, rounds: int, count: int, source: random.Random) -> dict[str, list[float]]:
    """Return the seconds of every way in every round; the first rounds, which warm up, are left out."""
    with tempfile.TemporaryDirectory() as folder:
        ways = ways_of(ruleset, Path(folder))
        files = [str(Path(folder, f"{number}.facts")) for number in range(count)]
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(WARM_UP + rounds):
            cases = [random_firm(ruleset.kb, source) for _ in range(count)]
            texts = [write_facts(ruleset, case) for case in cases]
            for name, words in zip(files, texts, strict=True):
                Path(name).write_text(words, "utf-8")
            for name, go in ways.items():
                start = time.process_time()
                go(cases, texts, files)
                if number >= WARM_UP:
                    taken[name].append(time.process_time() - start)
    return taken


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time experta beside CLIPS on the same cases.")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kb", type=Path, default=ROOT)
    wanted = parser.parse_args()
    kb = load_knowledge(wanted.kb)
    ruleset = compile_rules(kb)
    taken = measure(ruleset, wanted.rounds, wanted.cases, random.Random(wanted.seed))
    print(f"seed {wanted.seed}, {wanted.rounds} rounds of {wanted.cases} cases, {len(kb.rules)} rules, ", end="")
    print(f"{len(kb.decisions)} decisions; Python {sys.version.split()[0]}")
    string, file = list(taken.values())[:2]
    print(f"{'':34}{'ms a case':>10}{'× string':>10}{'× file':>10}")
    for name, times in taken.items():
        ratios = [median(mine / theirs for mine, theirs in zip(times, base, strict=True)) for base in (string, file)]
        print(f"{name:34}{median(times) / wanted.cases * 1000:10.2f}{ratios[0]:10.2f}{ratios[1]:10.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
