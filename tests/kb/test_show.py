"""`show`: every item can be shown, by its id and by its name, with what it uses and what uses it."""

from __future__ import annotations

import json
import re

import pytest

from advisor.kb.find import find_items
from advisor.kb.links import Ref, all_links
from advisor.kb.show import item_lines
from advisor.kb.uses import describe
from advisor.model.load import load_knowledge
from advisor.model.text import Lang
from advisor.render.environment import Words
from advisor.render.phrases import Phrases
from tests.cli.program import HOUSEPLANT, ROOT, advisor

RULE = "species.dim-snake-plant"


def test_a_rule_with_all_its_links() -> None:
    data = json.loads(advisor("--kb", HOUSEPLANT, "show", RULE, "--json").stdout)
    assert data["kind"] == "rules"
    assert data["uses"]["reads"] == {"facts": ["home.light"]}
    assert data["uses"]["favours"] == {"options": ["choice.species.snake_plant"]}
    assert data["uses"]["teaches"] == {"points": ["species.snake-plant.dim"]}
    assert data["used_as"]["expects"]["cases"]
    assert data["file"].startswith("rules/choice/species.yaml:")
    text = advisor("--kb", HOUSEPLANT, "show", RULE, lang="en").stdout
    assert "When: light where the plant stands is “dim”" in text
    assert "Expected to fire in" in text


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("loai cay", Ref("decisions", "choice.species")),
        ("Kind of plant", Ref("decisions", "choice.species")),
        ("úng nước", Ref("concepts", "waterlogging")),
        ("cay luoi ho", Ref("options", "choice.species.snake_plant")),
        ("S2:20-21", Ref("points", "change.no-fertiliser-in-shade")),
        ("spots.by-light.dim", Ref("rules", "spots.by-light.dim")),
    ],
)
def test_an_item_goes_by_its_names_without_diacritics_too(name: str, found: Ref) -> None:
    assert found in find_items(load_knowledge(HOUSEPLANT), name)


def test_what_nothing_is_called_gets_a_guess() -> None:
    done = advisor("--kb", HOUSEPLANT, "show", "species.dim-snake-plnt", lang="en")
    assert done.returncode == 2
    assert RULE in done.stderr


def test_several_of_one_name_are_listed() -> None:
    done = advisor("--kb", HOUSEPLANT, "show", "chậu", lang="vi")
    assert done.returncode == 0
    assert "hãy gọi bằng tên trong ngoặc" in done.stdout


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("root", [HOUSEPLANT, ROOT], ids=["houseplant", "shipped"])
def test_every_item_can_be_shown_and_nothing_raw_is(root: object, lang: Lang) -> None:
    kb = load_knowledge(root)  # type: ignore[arg-type]
    links = all_links(kb)
    phrases = Phrases(kb, Words(lang))
    kinds: dict[str, list[Ref]] = {}
    for ref in sorted(links.uses.keys() | links.used_by.keys()):
        kinds.setdefault(ref.kind, []).append(ref)
    assert {"facts", "decisions", "options", "rules", "formulas", "points", "sources", "cases"} <= kinds.keys()
    raw = re.compile(r"LazySequence|Comparison\(|\bNone\b|\bundefined\b|\{'|=Text|: \(\)|term_vi|used_by")
    for refs in kinds.values():
        for ref in refs[:: max(len(refs) // 25, 1)]:
            text = "\n".join(item_lines(phrases, ref, links, whole=True))
            assert ref.id in text
            assert not raw.search(text), text
            json.dumps(describe(kb, ref, links), ensure_ascii=False)


def test_links_are_the_same_both_ways() -> None:
    links = all_links(load_knowledge(HOUSEPLANT))
    there = {link for mine in links.uses.values() for link in mine}
    assert there == {link for mine in links.used_by.values() for link in mine}
