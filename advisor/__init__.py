"""A rule-based expert advisor that cites its source behind every recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from advisor.api import consult, explain, load, plan

__all__ = ["__version__", "consult", "explain", "load", "plan"]


def __getattr__(name: str) -> Any:
    if name in ("consult", "explain", "load", "plan"):  # imported when wanted: the command line starts without them
        import advisor.api

        return getattr(advisor.api, name)
    raise AttributeError(name)
