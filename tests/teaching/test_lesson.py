"""Lessons, terms and the map: every point with its place, each term linked, another subject with no new code."""

from __future__ import annotations

import re

from advisor.api import load
from advisor.consultation.consult import reading_order
from advisor.model.types import KnowledgeBase
from advisor.teaching.lesson import chapters
from advisor.teaching.subjects import find_subjects, subjects
from tests.cli.program import HOUSEPLANT, advisor


def test_a_lesson_tells_every_point_of_its_topic_once() -> None:
    kb = load()
    order = tuple(reading_order(kb))
    for area in kb.outline.areas:
        subject = subjects(kb)[area.id]
        told = [one for chapter in chapters(kb, subject, order) for part in chapter.parts.values() for one in part]
        assert len(told) == len(subject.points)
        assert {one.place for one in told} == {kb.points[id_].citation for id_ in subject.points}
    whole = frozenset(point for area in kb.outline.areas for point in subjects(kb)[area.id].points)
    assert whole == frozenset(kb.points)


def test_a_lesson_of_another_subject() -> None:
    done = advisor("--kb", HOUSEPLANT, "learn", "choice.species", "--format", "md")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# ")
    for heading in ("Có những loại nào", "Khi nào dùng gì", "Chỗ các nguồn không thống nhất"):
        assert heading in done.stdout
    assert "Sổ tay dựa trên nhiều trường hợp hơn" in done.stdout
    points = re.findall(r"\[S\d:\d+(?:-\d+)?\]", done.stdout)
    assert len(points) > 5


def test_every_link_of_a_lesson_leads_to_a_term() -> None:
    done = advisor("learn", "place.channel_length", "--format", "md", lang="en")
    links = set(re.findall(r"\]\(#([a-z0-9-]+)\)", done.stdout))
    anchors = set(re.findall(r'<a id="([a-z0-9-]+)">', done.stdout))
    assert links
    assert links <= anchors


def test_a_lesson_fits_80_columns_in_both_languages() -> None:
    for lang in ("vi", "en"):
        done = advisor("learn", "kênh trực tiếp", lang=lang)
        assert done.returncode == 0, done.stderr
        assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_the_map_shows_what_was_read(houseplant: KnowledgeBase, tmp_path: object) -> None:
    file = f"{tmp_path}/p.json"
    advisor("--kb", HOUSEPLANT, "learn", "choice.species", "--progress", file)
    done = advisor("--kb", HOUSEPLANT, "learn", "--progress", file)
    line = next(line for line in done.stdout.splitlines() if "(choice.species)" in line)
    assert "đã gặp" in line
    assert done.stdout.count("điểm") > 5


def test_a_term_is_found_by_any_name() -> None:
    for word in ("kênh trực tiếp", "kenh truc tiep", "direct channel", "kênh zero"):
        done = advisor("term", word)
        assert done.returncode == 0, done.stderr
        assert "tự bán cho người tiêu dùng" in " ".join(done.stdout.split())
    done = advisor("term", "kenh truc tip")
    assert done.returncode == 2
    assert "ý bạn là" in done.stderr


def test_topics_are_found_by_name_and_guessed(houseplant: KnowledgeBase) -> None:
    (found,), unknown = find_subjects(houseplant, ["choice.species"])
    assert found.id == "choice.species"
    assert not unknown
    none, ((name, guess),) = find_subjects(houseplant, ["choice.spcies"])
    assert not none
    assert (name, guess) == ("choice.spcies", "choice.species")
