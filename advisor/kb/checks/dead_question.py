"""Questions whose answer nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from advisor.graph import dependencies
from advisor.kb.base import Base
from advisor.kb.findings import Fault

KIND = "dead-question"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)[}:]")


def find(base: Base) -> Iterator[Fault]:
    """Yield every fact that no rule, formula or condition reads and no plan shows."""
    kb = base.kb
    read = {node for reads in dependencies(kb).values() for node in reads}
    read |= set(_ids((kb.practice, kb.work, kb.figures)))
    for fact in kb.facts.values():
        if fact.id not in read and fact.type != "text":  # a name is for the person who gives it
            yield Fault(kind=KIND, span=fact.span, about=(fact.id,), parts={"question": fact.question})


def _ids(value: Any) -> Iterator[str]:
    """Yield every text inside a value that may be an id, and the ids of the placeholders in texts."""
    if isinstance(value, str):
        yield value
        yield from _PLACEHOLDER.findall(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _ids(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _ids(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _ids(getattr(value, field.name))
