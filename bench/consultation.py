"""How long a traced consultation takes in experta, beside the same rules in CLIPS.

    python bench/consultation.py [--cases 40] [--rounds 9] [--seed 1] [--kb PATH]

Compared, case by case the same complete cases of believable firms, in turns in one process:

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
from advisor.ruleset.compile import Ruleset, compile_rules  # noqa: E402
from advisor.ruleset.resolve import Resolver  # noqa: E402
from tests.properties.random_cases import random_firm  # noqa: E402


def clips_ways(ruleset: Ruleset, cases: list[dict], folder: Path) -> dict[str, Callable[[], object]]:
    """Return the two ways of CLIPS, each a function that goes through all cases."""
    import clips

    (folder / "rules.clp").write_text(write_clips(ruleset), "utf-8")
    environment = clips.Environment()
    environment.load(str(folder / "rules.clp"))
    texts = [write_facts(ruleset, case) for case in cases]
    files = [str(folder / f"{number}.facts") for number in range(len(cases))]
    for name, words in zip(files, texts, strict=True):
        Path(name).write_text(words, "utf-8")

    def run(all_facts: list[str]) -> None:
        for facts in all_facts:
            environment.reset()
            environment.load_facts(facts)
            environment.run()

    return {"CLIPS, load_facts from a string": lambda: run(texts), "CLIPS, load_facts from a file": lambda: run(files)}


def own_ways(ruleset: Ruleset, cases: list[dict]) -> dict[str, Callable[[], object]]:
    """Return the ways of experta, each a function that goes through all cases."""
    engine, resolver, advisor = Engine(ruleset), Resolver(ruleset), Advisor(ruleset)
    return {
        "engine": lambda: [engine.run(case, {}, resolver) for case in cases],
        "engine, new resolver": lambda: [engine.run(case, {}, Resolver(ruleset)) for case in cases],
        "advice (Advisor.consult)": lambda: [advisor.consult(case) for case in cases],
    }


def measure(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of every way in every round; the first round, which warms up, is left out."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, go in ways.items():
            start = time.process_time()
            go()
            if number:
                taken[name].append(time.process_time() - start)
    return taken


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time experta beside CLIPS on the same cases.")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kb", type=Path, default=ROOT)
    wanted = parser.parse_args()
    kb = load_knowledge(wanted.kb)
    ruleset = compile_rules(kb)
    source = random.Random(wanted.seed)
    cases = [random_firm(kb, source) for _ in range(wanted.cases)]
    with tempfile.TemporaryDirectory() as folder:
        ways = {**clips_ways(ruleset, cases, Path(folder)), **own_ways(ruleset, cases)}
        taken = measure(ways, wanted.rounds)
    print(f"seed {wanted.seed}, {len(cases)} cases, {len(kb.rules)} rules, {len(kb.decisions)} decisions")
    string, file = (taken[name] for name in list(ways)[:2])
    print(f"{'':34}{'ms a case':>10}{'× string':>10}{'× file':>10}")
    for name, times in taken.items():
        ratios = [median(mine / theirs for mine, theirs in zip(times, base, strict=True)) for base in (string, file)]
        print(f"{name:34}{median(times) / len(cases) * 1000:10.2f}{ratios[0]:10.2f}{ratios[1]:10.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
