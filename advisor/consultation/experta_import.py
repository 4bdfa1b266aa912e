"""The one place that imports experta.

experta 1.9.4 pins frozendict 1.2, whose class statement reads `collections.Mapping`,
which Python 3.10 took away. The name is lent for the length of that one import and
taken back. Importing experta also configures the root logger; that is undone.
"""

from __future__ import annotations

import collections
import collections.abc
import logging
import sys


def _import_frozendict() -> None:
    if "frozendict" in sys.modules or hasattr(collections, "Mapping"):
        return
    collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        import frozendict  # noqa: F401, TID251
    finally:
        del collections.Mapping  # type: ignore[attr-defined]


_handlers, _level = list(logging.root.handlers), logging.root.level
_import_frozendict()

from experta import NOT, Fact, KnowledgeEngine, P, Rule  # noqa: E402, TID251
from experta.abstract import Matcher, Strategy  # noqa: E402, TID251
from experta.activation import Activation  # noqa: E402, TID251
from experta.agenda import Agenda  # noqa: E402, TID251
from experta.fact import InitialFact  # noqa: E402, TID251
from experta.factlist import FactList  # noqa: E402, TID251

for _handler in list(logging.root.handlers):
    if _handler not in _handlers:
        logging.root.removeHandler(_handler)
logging.root.setLevel(_level)
logging.getLogger("experta").setLevel(logging.WARNING)

__all__ = [
    "NOT",
    "Activation",
    "Agenda",
    "Fact",
    "FactList",
    "InitialFact",
    "KnowledgeEngine",
    "Matcher",
    "P",
    "Rule",
    "Strategy",
]
