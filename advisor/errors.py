"""The errors a caller can catch.

    AdvisorError
    ├── KnowledgeError    the knowledge base is wrong; carries every diagnostic
    ├── CaseError         a case file or an answer is wrong; carries every diagnostic
    ├── UsageError        a wrong id or option on the command line or in the API
    │   └── MissingPackageError   a format needs a package that is not installed
    └── FormulaError      an expression cannot be read, or its units do not fit

A person's slip always ends in one of these. Anything else that surfaces is a bug of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a program that goes well needs none
    from advisor.diagnostics import Diagnostic


class AdvisorError(Exception):
    """Base of all errors that a person's input can cause."""


class DiagnosedError(AdvisorError):
    """An error that is a list of diagnostics, shown one a line in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(d) for d in self.diagnostics))


class KnowledgeError(DiagnosedError):
    """The knowledge base cannot be used."""


class CaseError(DiagnosedError):
    """A case file cannot be used."""


class UsageError(AdvisorError):
    """A wrong id, option or combination given by the caller."""


class MissingPackageError(UsageError):
    """A format that needs a package which is not installed; `command` installs it."""

    def __init__(self, fmt: str, command: str) -> None:
        self.fmt = fmt
        self.command = command
        super().__init__(f"the format {fmt} needs an extra package: {command}")


class FormulaError(AdvisorError):
    """An expression that cannot be read, or whose units do not fit.

    `column` counts from 0 inside the expression.
    """

    def __init__(self, message: str, column: int = 0) -> None:
        self.column = column
        super().__init__(message)
