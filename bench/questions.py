"""Whether sessions ask only what matters: random firms play whole plans, quick advice and single decisions.

    python bench/questions.py [--firms 200] [--checked 200] [--first 0] [--singles 3] [--kb DIR]

For every firm: how many questions a whole plan and quick advice take, how many more each of three don't-knows adds,
what share of a fixed questionnaire over the facts that apply is asked, whether every question can still change
what comes out (a completion in which it does, found by the evaluator and confirmed by experta), and whether
completing what was not asked changes anything. Exits with 1 where one of them does not hold.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation.consult import Advisor  # noqa: E402
from advisor.interview.interviewer import Interviewer  # noqa: E402
from advisor.model.load import load_knowledge  # noqa: E402
from advisor.ruleset.compile import compile_rules  # noqa: E402
from tests.properties.played_firms import Played, play, turned_by_unasked, turns_on  # noqa: E402
from tests.properties.random_cases import random_firm  # noqa: E402


def main() -> None:
    """Play the firms and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firms", type=int, default=200)
    parser.add_argument("--checked", type=int, default=200, help="firms of which every question is checked")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--singles", type=int, default=3, help="single decisions played by each firm")
    parser.add_argument("--kb", type=Path, default=ROOT)
    options = parser.parse_args()
    advisor = Advisor(compile_rules(load_knowledge(options.kb)))
    kb, interviewer = advisor.kb, Interviewer(advisor.ruleset)
    quick_goals = [id_ for id_, decision in kb.decisions.items() if decision.quick]
    whole, quick, added, share, faults = [], [], [], [], []
    checked = 0
    for seed in range(options.first, options.first + options.firms):
        draw = random.Random(seed)
        firm = random_firm(kb, draw)
        plan = play(interviewer, firm, kb.decisions)
        fast = play(interviewer, firm, quick_goals, quick=True)
        whole.append(len(plan.asked))
        quick.append(len(fast.asked))
        share.append(len(plan.asked) / len(firm))
        for fact in draw.sample(plan.asked, 3):
            added.append((len(play(interviewer, firm, kb.decisions, unknown={fact}).asked) - len(plan.asked), fact))
        if seed - options.first >= options.checked:
            continue
        singles = [play(interviewer, firm, [goal]) for goal in draw.sample(sorted(kb.decisions), options.singles)]
        for played in (plan, fast, *singles):
            faults += [f"seed {seed}: {fault}" for fault in _faults(advisor, played, draw)]
            checked += len(played.steps)
    print(f"{'firms':<52}{options.firms:>8}")
    print(f"{'questions of a whole plan, mean / most':<52}{statistics.mean(whole):>8.1f}{max(whole):>6}")
    print(f"{'questions of quick advice, mean / most':<52}{statistics.mean(quick):>8.1f}{max(quick):>6}")
    print(f"{'share of a fixed questionnaire, mean':<52}{100 * statistics.mean(share):>7.1f}%")
    print(f"{'questions one don’t-know adds, most':<52}{max(added)[0]:>8}  {max(added)[1]}")
    print(f"{'questions checked / faults':<52}{checked:>8}{len(faults):>6}")
    for fault in faults:
        print(" ", fault)
    broken = max(whole) > 35 or max(quick) > 12 or max(added)[0] > 2 or statistics.mean(share) > 0.6
    sys.exit(1 if faults or broken else 0)


def _faults(advisor: Advisor, played: Played, draw: random.Random) -> list[str]:
    steps = played.steps if len(played.end.goals) == 1 else draw.sample(played.steps, min(6, len(played.steps)))
    found = [f"idle: {step.question.fact}" for step in steps if not turns_on(advisor, step, draw)]
    return found + [f"turned by what was not asked: {goal}" for goal in turned_by_unasked(advisor, played, draw)]


if __name__ == "__main__":
    main()
