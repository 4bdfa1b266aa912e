"""How long each later question takes, and how much memory a session takes.

    python bench/session.py [--sessions 60] [--seed 1] [--kb DIR] [--worst 8] [--json]

Random firms answer whole sessions: half of them about everything, the others in quick mode or about one area;
some know every answer, some a part. Every step is timed on one core (CPU time of choosing the next question,
with everything loaded). Memory is the peak of a real `advisor ask` process that plays a session to its end.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation.consult import check_goals  # noqa: E402
from advisor.interview.interviewer import Interviewer  # noqa: E402
from advisor.interview.next_question import Question, next_question  # noqa: E402
from advisor.interview.session import Session, answer  # noqa: E402
from advisor.model.load import load_knowledge  # noqa: E402
from advisor.model.types import KnowledgeBase, Value  # noqa: E402
from advisor.ruleset.compile import Ruleset, compile_rules  # noqa: E402
from tests.properties.random_cases import random_case, random_firm  # noqa: E402


class Step(NamedTuple):
    """One look for the next question: CPU time in milliseconds, and where it was."""

    milliseconds: float
    session: str
    number: int
    fact: str


class Plan(NamedTuple):
    """What one random session is about and how much its firm knows."""

    name: str
    goals: tuple[str, ...]
    quick: bool
    unknown: float
    believable: bool


def plans(kb: KnowledgeBase, count: int, rng: random.Random) -> Iterator[Plan]:
    """Yield sessions: every second about everything, the others quick or about one area."""
    areas = [area.id for area in kb.outline.areas]
    for number in range(count):
        kind = "whole" if number % 2 == 0 else rng.choice(("quick", *areas))
        wanted = check_goals(kb, None if kind in ("whole", "quick") else (kind,))
        if kind == "quick":
            wanted = tuple(goal for goal in wanted if kb.decisions[goal].quick)
        unknown = rng.choice((0.0, 0.0, 0.15, 0.4))
        name = f"{number}: {kind}, {unknown:.0%} not known"
        yield Plan(name, wanted, kind == "quick", unknown, rng.random() < 0.7)


def play(ruleset: Ruleset, plan: Plan, rng: random.Random) -> tuple[list[Step], list[str]]:
    """Play one session; return its steps and the lines a person would type."""
    case = (random_firm if plan.believable else random_case)(ruleset.kb, rng)
    session = Session(knowledge=ruleset.kb.digest, goals=plan.goals, quick=plan.quick)
    gc.freeze()  # as `advisor ask` does
    interviewer = Interviewer(ruleset)
    steps: list[Step] = []
    lines: list[str] = []
    while True:
        begun = time.process_time()
        question = next_question(ruleset, session, interviewer)
        spent = (time.process_time() - begun) * 1000
        steps.append(Step(spent, plan.name, len(steps) + 1, question.fact if question else "the end"))
        if question is None:
            return steps, lines
        value = None if rng.random() < plan.unknown else as_said(ruleset.kb, question.fact, case.get(question.fact))
        lines.append(typed(ruleset.kb, question, value))
        session = answer(session, question.fact, value)


def as_said(kb: KnowledgeBase, fact: str, value: Value | None) -> Value | None:
    """Return a value as a person would say it: an amount of money in whole đồng, another number to two places."""
    if not isinstance(value, Decimal):
        return value
    rounded = round(value, 0 if kb.facts[fact].type == "money" else 2)
    low, high = kb.facts[fact].low, kb.facts[fact].high
    kept = (low is None or low <= rounded) and (high is None or rounded <= high)
    return rounded.normalize() + 0 if kept else value


def typed(kb: KnowledgeBase, question: Question, value: Value | None) -> str:
    """Return what a person would type."""
    ids = [option.id for option in question.options]
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, tuple):
        return ",".join(str(ids.index(one) + 1) for one in value if one in ids) or "0"
    if isinstance(value, Decimal):
        unit = " đồng" if kb.facts[question.fact].type == "money" else ""
        return format(value, "f").replace(".", ",") + unit
    return str(ids.index(value) + 1) if kb.facts[question.fact].type == "choice" else value


def peak_memory(kb: Path, lines: list[str], words: list[str]) -> float:
    """Return the peak memory, in MB, of a real session that is answered with these lines."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.txt"
        answers.write_text("\n".join(lines) + "\n", "utf-8")
        command = [sys.executable, "-m", "advisor", "--lang", "vi", *(["--kb", str(kb)] if kb != ROOT else [])]
        command += ["ask", str(Path(folder) / "case.yaml"), "--answers", str(answers), *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout is not None
        shown = process.stdout.read().decode("utf-8")
        process.stdout.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or "advisor plan --facts" not in shown.replace(
            str(Path(sys.executable).parent) + "/", ""
        ):
            raise SystemExit(f"the session did not come to its end:\n{shown[-2000:]}")
        return used.ru_maxrss / 1024 if sys.platform != "darwin" else used.ru_maxrss / 1024**2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kb", type=Path, default=ROOT)
    parser.add_argument("--worst", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    kb_folder = options.kb.resolve()
    kb = load_knowledge(kb_folder)
    rng = random.Random(options.seed)
    # compiled anew for each session: nothing that an earlier one worked out is left
    played = [(plan, *play(compile_rules(kb), plan, rng)) for plan in plans(kb, options.sessions, rng)]
    first = [steps[0].milliseconds for _, steps, _ in played]
    later = [step for _, steps, _ in played for step in steps[1:]]
    times = sorted(step.milliseconds for step in later)
    whole = [(lines, ["--full"]) for plan, _, lines in played if plan.name.split(": ")[1].startswith("whole")]
    memory = [peak_memory(kb_folder, *one) for one in sorted(whole, key=lambda one: len(one[0]))[-3:]]
    found = {
        "sessions": options.sessions,
        "steps": len(times),
        "questions a session, mean": statistics.mean(len(lines) for _, _, lines in played),
        "later question, mean CPU ms": statistics.mean(times),
        "later question, 95 % CPU ms": times[int(len(times) * 0.95)],
        "later question, worst CPU ms": times[-1],
        "later questions above 50 ms": sum(one > 50 for one in times),
        "first question, mean CPU ms": statistics.mean(first),
        "first question, worst CPU ms": max(first),
        "memory of a session, peak MB": max(memory),
    }
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name:<34}{value:>9.1f}")
    print("\nslowest steps:")
    for step in sorted(later, reverse=True)[: options.worst]:
        print(f"{step.milliseconds:>8.1f} ms  question {step.number:>2} ({step.fact}) of session {step.session}")


if __name__ == "__main__":
    main()
