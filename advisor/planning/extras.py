"""Packages that only some formats need: brought in here, or a line that says how to get them."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from advisor.errors import MissingPackageError


def need(package: str, fmt: str, extra: str = "docs") -> Any:
    """Return a package of an extra. Raises MissingPackageError, with the command that installs it."""
    try:
        return import_module(package)
    except ImportError:
        raise MissingPackageError(fmt, install_command(extra)) from None


def install_command(extra: str = "docs") -> str:
    """Return what to type to get an extra, in a checkout or for an installed program."""
    import advisor

    checkout = Path(advisor.__file__).resolve().parents[1]
    pip = _pip()
    if not (checkout / "setup.cfg").is_file():
        return f"{pip} install 'marketing-advisor[{extra}]'"
    here = Path.cwd().resolve() == checkout
    return f"{pip} install -e {_quoted(f'.[{extra}]' if here else f'{checkout}[{extra}]')}"


def _pip() -> str:
    """Return pip as it can be typed here: the one of the environment that runs, also where that is not activated."""
    if sys.prefix == sys.base_prefix:
        return f"{Path(sys.executable).name} -m pip"
    pip = Path(sys.prefix) / ("Scripts/pip.exe" if os.name == "nt" else "bin/pip")
    if os.environ.get("VIRTUAL_ENV") and Path(os.environ["VIRTUAL_ENV"]).resolve() == Path(sys.prefix).resolve():
        return "pip"
    if not pip.exists():
        return f"{sys.executable} -m pip"
    try:
        return str(pip.relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(pip)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
