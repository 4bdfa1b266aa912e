"""Questions as an Anki deck. A question keeps its card: importing a later deck updates it and doubles none."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from advisor.planning.extras import need
from advisor.render.environment import Words
from advisor.teaching.exports.items import Item, html

_FRONT = "<div class=stem>{{%s}}</div>{{%s}}"
_BACK = "{{FrontSide}}<hr id=answer><p><b>{{%s}}</b></p>{{%s}}"
_STYLE = ".card { font-family: sans-serif; font-size: 18px; text-align: left; line-height: 1.5; }"


def anki_of(items: Iterable[Item], title: str, words: Words) -> bytes:
    """Return questions as the bytes of an Anki package, one deck for each area.

    `title`: of the subject. Raises MissingPackageError where `genanki` is not installed.
    """
    genanki = need("genanki", "anki", extra="teach")
    lang = words.lang
    fields = words.say("exports", "card_fields").split("|")
    model = genanki.Model(
        _number("model", lang),
        words.say("exports", "card_model", title=title),
        fields=[{"name": field} for field in fields],
        templates=[{"name": "1", "qfmt": _FRONT % tuple(fields[:2]), "afmt": _BACK % tuple(fields[2:4])}],
        css=_STYLE,
        sort_field_index=4,
    )
    decks: dict[str, Any] = {}
    for item in items:
        name = f"{_step(title)}::{_step(item.area)}"
        deck = decks.setdefault(name, genanki.Deck(_number("deck", lang, name), name))
        deck.add_note(_note(genanki, model, item, lang))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(list(decks.values())).write_to_file(str(path))
        return path.read_bytes()


def _note(genanki: Any, model: Any, item: Item, lang: str) -> Any:
    listed = "".join(f"<li>{escape(choice.text, quote=False)}</li>" for choice in item.choices)
    choices = "" if item.sum or item.truth is not None else f"<ol type=A>{listed}</ol>"
    key = escape(item.choices[item.key].text, quote=False)
    return genanki.Note(
        model=model,
        fields=[html(item.stem), choices, key, html(item.why), escape(item.id)],
        tags=[_tag(tag) for tag in item.tags],
        guid=genanki.guid_for("question", lang, item.id),
    )


def _number(*parts: str) -> int:
    """Return a number that stays the same for the same thing: by it Anki knows decks and models again."""
    return int.from_bytes(blake2b("\n".join(parts).encode(), digest_size=4).digest(), "big") % (1 << 30) + (1 << 30)


def _step(name: str) -> str:
    """Return a name as one step of a path of decks."""
    return " ".join(name.replace("::", ":").split())


def _tag(tag: str) -> str:
    return "_".join(tag.split())
