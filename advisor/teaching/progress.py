"""What a learner has met and mastered: one small file of JSON that never leaves the machine."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from advisor.interview.whole_file import write_whole
from advisor.language.letters import fold
from advisor.model.types import KnowledgeBase
from advisor.teaching.schedule import due_at, reviewed
from advisor.teaching.types import KINDS, Question

FORMAT = 1
MASTERED = 2
"""After so many right answers in a row a course point counts as mastered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A question that was asked: how often, how often right, and the scheduler's card."""

    kind: str
    topic: str
    seen: int
    right: int
    card: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Everything that is kept of a learner.

    `questions`: by id. `points`: for each course point asked for the right answers in a row, 0 after a wrong one.
    `lessons`: topics that were read, with the day.
    """

    questions: Mapping[str, Record] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)

    def mastered(self) -> frozenset[str]:
        """Return the course points that are mastered."""
        return frozenset(point for point, row in self.points.items() if row >= MASTERED)

    def due(self, now: datetime) -> list[str]:
        """Return the questions whose time has come, longest due first."""
        waiting = sorted((due_at(record.card), id_) for id_, record in self.questions.items())
        return [id_ for when, id_ in waiting if when <= now]


@dataclass(frozen=True, slots=True)
class Opened:
    """Progress as it was read; `damaged`: where a file that could not be read was put."""

    progress: Progress
    damaged: Path | None = None


def answered(progress: Progress, question: Question, *, right: bool, now: datetime) -> Progress:
    """Return the progress after an answer to a question."""
    before = progress.questions.get(question.id)
    card = reviewed(before.card if before else None, right=right, now=now)
    record = Record(
        kind=question.kind,
        topic=question.topic,
        seen=(before.seen if before else 0) + 1,
        right=(before.right if before else 0) + right,
        card=card,
    )
    rows = {point: progress.points.get(point, 0) + 1 if right else 0 for point in question.points}
    return replace(
        progress,
        questions={**progress.questions, question.id: record},
        points={**progress.points, **rows},
    )


def read_lesson(progress: Progress, topics: Iterable[str], now: datetime) -> Progress:
    """Return the progress after a lesson was read."""
    day = now.date().isoformat()
    return replace(progress, lessons={**progress.lessons, **dict.fromkeys(topics, day)})


# --- the file ----------------------------------------------------------------------------------------------------


def data_folder() -> Path:
    """Return the folder for a person's data: ADVISOR_DATA, else what the system has for it."""
    chosen = os.environ.get("ADVISOR_DATA")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    usual = ("Library", "Application Support") if sys.platform == "darwin" else (".local", "share")
    return (Path(base) if base else Path.home().joinpath(*usual)) / "marketing-advisor"


def progress_path(kb: KnowledgeBase, chosen: Path | None = None) -> Path:
    """Return the file of a subject: the one chosen, else one named after the subject in the data folder."""
    if chosen is not None:
        return chosen
    name = re.sub(r"[^a-z0-9]+", "-", fold(kb.outline.title.en)).strip("-") or "subject"
    return data_folder() / f"progress-{name}.json"


def open_progress(path: Path) -> Opened:
    """Return the progress in a file; none yet is an empty one. A damaged file is put aside. Raises OSError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Opened(Progress())
    except UnicodeDecodeError:
        return Opened(Progress(), _put_aside(path))
    try:
        return Opened(_from_plain(json.loads(text)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Opened(Progress(), _put_aside(path))


def _put_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside


def save_progress(path: Path, progress: Progress) -> None:
    """Write progress whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(progress_json(progress), ensure_ascii=False, indent=1) + "\n")


def progress_json(progress: Progress) -> dict[str, Any]:
    """Return progress as plain data, in order of ids."""
    return {
        "format": FORMAT,
        "questions": {
            id_: {
                "kind": one.kind, "topic": one.topic, "seen": one.seen, "right": one.right, "card": dict(one.card)
            }
            for id_, one in sorted(progress.questions.items())
        },
        "points": dict(sorted(progress.points.items())),
        "lessons": dict(sorted(progress.lessons.items())),
    }  # fmt: skip


def _from_plain(data: Any) -> Progress:
    """Return the progress that plain data stands for. Raises ValueError, TypeError or KeyError where it is none."""
    if data["format"] != FORMAT:
        raise ValueError("another format")
    questions = {str(id_): _record(one) for id_, one in data["questions"].items()}
    points = {str(point): int(row) for point, row in data["points"].items()}
    lessons = {str(topic): str(day) for topic, day in data["lessons"].items()}
    return Progress(questions=questions, points=points, lessons=lessons)


def _record(data: Any) -> Record:
    if data["kind"] not in KINDS:
        raise ValueError("no such kind")
    if due_at(data["card"]).tzinfo is None:
        raise ValueError("no time zone")
    reviewed(data["card"], right=True, now=datetime.now(timezone.utc))  # a card the scheduler cannot use is damage
    return Record(
        kind=str(data["kind"]),
        topic=str(data["topic"]),
        seen=int(data["seen"]),
        right=int(data["right"]),
        card=dict(data["card"]),
    )
