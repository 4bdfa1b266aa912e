"""Advice on many cases, in order, on one or several processes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from advisor.consultation.consult import Advisor
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

    def advise(self, numbered: tuple[int, bytes]) -> Any:
        number, line = numbered
        try:
            text = line.decode("utf-8")
            json.loads(text)
            case = parse_case(text, f"line {number}", self.advisor.kb, self.lang)
            consultation = self.advisor.consult(case.answers, self.goals or None, case.prefer, limit=LIMIT)
        except UnicodeDecodeError:
            return {"line": number, "error": "not UTF-8 text"}
        except ValueError as error:
            return {"line": number, "error": f"not JSON: {error}"}
        except AdvisorError as error:
            return {"line": number, "error": str(error)}
        found = [finding_json(consultation, finding, self.lang) for finding in consultation.findings.values()]
        return found[0] if len(found) == 1 else found


def advise_lines(root: Path, lines: Iterable[bytes], goals: tuple[str, ...], lang: Lang, jobs: int) -> Iterator[Any]:
    """Yield for each JSON line the advice as `solve --json` gives it, or `{"line": …, "error": …}`.

    Order is kept, empty lines are skipped. `root` is the folder of the knowledge base; with several `jobs`
    each process loads it once.
    """
    filled = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    if jobs == 1:
        worker = _make_worker(root, goals, lang)
        for numbered in filled:
            yield worker.advise(numbered)
        return
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(root, goals, lang)) as pool:
        while chunk := list(islice(filled, CHUNK * jobs)):  # bounded, so that an endless stream is no trouble
            yield from pool.map(_advise, chunk, chunksize=max(1, len(chunk) // (jobs * 4)))


def _make_worker(root: Path, goals: tuple[str, ...], lang: Lang) -> _Worker:
    return _Worker(Advisor(compile_rules(load_knowledge(root))), goals, lang)


def _start(root: Path, goals: tuple[str, ...], lang: Lang) -> None:
    global _worker  # one advisor for the life of a worker process
    _worker = _make_worker(root, goals, lang)


def _advise(numbered: tuple[int, bytes]) -> Any:
    if _worker is None:
        raise RuntimeError("the worker was not started")
    return _worker.advise(numbered)
