"""How long a start takes, against what importing the libraries alone takes.

    python bench/startup.py [--runs 40] [--kb DIR] [--json]

Every figure is the median of many fresh processes, run in turn with what they are compared with, so that a
busy machine slows all alike. The first question is timed from the start of the process until its text has
arrived in a pipe or at a pseudo-terminal; the imports are timed until a line that the process prints after
them has arrived.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOUR = """
import collections, collections.abc
collections.Mapping = collections.abc.Mapping
import experta, yaml, jinja2, click
"""
"""The four libraries; experta 1.9.4 needs a name that Python 3.10 took away."""
SAY = "\nprint('ready', flush=True)"
LOAD = """
import resource, time
from pathlib import Path
from advisor.model.load import load_knowledge
from advisor.ruleset.compile import compile_rules
before = time.process_time()
compile_rules(load_knowledge(Path({root!r})))
print(time.process_time() - before, flush=True)
"""


def until(command: list[str], sign: str, *, terminal: bool = False, cpu: bool = False) -> float:
    """Return the seconds (with `cpu`, of CPU time) from the start of a command until `sign` has arrived."""
    begun = time.perf_counter()
    if terminal:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL)
        os.close(theirs)
    else:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        assert process.stdout is not None
        ours = process.stdout.fileno()
    wanted, seen = sign.encode(), b""
    try:
        while wanted not in seen:
            if not select.select([ours], [], [], 60)[0]:
                raise SystemExit(f"{command}: {sign!r} never came")
            piece = os.read(ours, 65536)
            if not piece:
                raise SystemExit(f"{command} ended before {sign!r} came")
            seen += piece
        spent = time.perf_counter() - begun
    finally:
        process.kill()
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = -9
        if terminal:
            os.close(ours)
        else:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
    return used.ru_utime + used.ru_stime if cpu else spent


def whole(command: list[str]) -> float:
    """Return the seconds a command takes from start to end."""
    begun = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def said(command: list[str]) -> float:
    """Return the number that a command prints."""
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def first_question(kb: Path) -> str:
    """Return the words of the first question of the whole plan, in Vietnamese, up to where a line may end."""
    from advisor.interview.next_question import next_question
    from advisor.interview.session import Session
    from advisor.model.load import load_knowledge
    from advisor.ruleset.compile import compile_rules

    base = load_knowledge(kb)
    question = next_question(compile_rules(base), Session(knowledge=base.digest, goals=tuple(base.decisions)))
    assert question is not None
    return base.facts[question.fact].question.vi[:40].rsplit(" ", 1)[0]


def measure(kb: Path, runs: int) -> dict[str, float]:
    """Return the median of each figure, in milliseconds."""
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ADVISOR_CACHE"] = str(Path(folder) / "cache")
        question = first_question(kb)
        ask = [sys.executable, "-m", "advisor", "--lang", "vi", "--kb", str(kb), "ask", str(Path(folder) / "case.yaml")]
        if kb == ROOT:
            del ask[5:7]
        load = [*python, LOAD.format(root=str(kb))]
        figures: dict[str, Callable[[], float]] = {
            "python alone": lambda: until([*python, SAY], "ready"),
            "import experta, yaml, jinja2, click": lambda: until([*python, FOUR + SAY], "ready"),
            "first question, pipe": lambda: until(ask, question),
            "first question, terminal": lambda: until(ask, question, terminal=True),
            "import click": lambda: whole([*python, "import click"]),
            "advisor --help": lambda: whole([sys.executable, "-m", "advisor", "--help"]),
            "load and compile, cached (CPU)": lambda: said(load),
        }
        until(ask, question)  # once, so that the cache is warm
        times: dict[str, list[float]] = {name: [] for name in figures}
        for _ in range(runs):
            for name, figure in figures.items():
                times[name].append(figure() * 1000)
        cold = []
        for number in range(3):
            os.environ["ADVISOR_CACHE"] = str(Path(folder) / f"cold-{number}")
            cold.append(until(ask, question, cpu=True) * 1000)
    medians = {name: statistics.median(each) for name, each in times.items()}
    return {**medians, "first question, no cache (CPU)": statistics.median(cold)}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--kb", type=Path, default=ROOT)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.kb.resolve(), options.runs)
    libraries, click = found["import experta, yaml, jinja2, click"], found["import click"]
    found["ratio: first question, pipe (at most 1.0)"] = found["first question, pipe"] / libraries
    found["ratio: first question, terminal (at most 1.0)"] = found["first question, terminal"] / libraries
    found["ratio: advisor --help (at most 1.3)"] = found["advisor --help"] / click
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name:<48}{value:>9.2f}" if name.startswith("ratio") else f"{name:<48}{value:>9.1f} ms")


if __name__ == "__main__":
    main()
