"""Advice on many cases, in order, on one or several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from advisor.consult.consult import Advisor
from advisor.errors import AdvisorError
from advisor.interview.case_file import parse_case
from advisor.model.load import load_knowledge
from advisor.model.types import Lang
from advisor.render.json_view import finding_json
from advisor.ruleset.compile import compile_rules

CHUNK = 64
LIMIT = 2_000
"""Completions searched for each open decision: many cases in little time, exact for cases with few gaps."""

_worker: _Worker | None = None


@dataclass
class _Worker:
    """The advisor of one process."""

    advisor: Advisor
    goals: tuple[str, ...]
    lang: Lang

    def advise(self, line: bytes) -> Any:
        try:
            case = parse_case(line.decode("utf-8"), "<stdin>", self.advisor.kb, self.lang)
            consultation = self.advisor.consult(case.answers, self.goals or None, case.prefer, limit=LIMIT)
        except UnicodeDecodeError:
            return {"error": "not UTF-8 text"}
        except AdvisorError as error:
            return {"error": str(error)}
        found = [finding_json(consultation, finding, self.lang) for finding in consultation.findings.values()]
        return found[0] if len(found) == 1 else found


def advise_lines(root: Path, lines: Iterable[bytes], goals: tuple[str, ...], lang: Lang, jobs: int) -> Iterator[Any]:
    """Yield for each JSON line the advice as `solve --json` gives it, or `{"error": …}`; order is kept.

    Empty lines are skipped. `root` is the folder of the knowledge base; with several `jobs`
    each process loads it once.
    """
    filled = (line for line in lines if line.strip())
    if jobs == 1:
        worker = _make_worker(root, goals, lang)
        for line in filled:
            yield worker.advise(line)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(root, goals, lang)) as pool:
        while chunk := list(islice(filled, CHUNK * jobs)):  # bounded, so that an endless stream is no trouble
            yield from pool.map(_advise, chunk, chunksize=max(1, len(chunk) // (jobs * 4)))


def _make_worker(root: Path, goals: tuple[str, ...], lang: Lang) -> _Worker:
    return _Worker(Advisor(compile_rules(load_knowledge(root))), goals, lang)


def _start(root: Path, goals: tuple[str, ...], lang: Lang) -> None:
    global _worker  # one advisor for the life of a worker process
    _worker = _make_worker(root, goals, lang)


def _advise(line: bytes) -> Any:
    if _worker is None:
        raise RuntimeError("the worker was not started")
    return _worker.advise(line)
