"""gmparse: Vietnamese official letters into typed records, each value with its place on the page.

>>> import gmparse
>>> letter = gmparse.parse("fixtures/letters/gm-mau-nd30.pdf")
>>> letter.type.name
'Giấy mời'

Names are loaded when first used: ``import gmparse`` costs nothing but itself.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gmparse.batch import Outcome, parse_many
    from gmparse.errors import (
        DamagedFileError,
        ExitCode,
        GmparseError,
        InputError,
        LimitError,
        MissingDependencyError,
        PasswordError,
        UnsupportedFormatError,
        UsageError,
    )
    from gmparse.explain import explain
    from gmparse.index import Index
    from gmparse.letter import Letter, json_schema
    from gmparse.nlp import load_nlp
    from gmparse.options import Options
    from gmparse.page import Document
    from gmparse.parse import parse, parse_all
    from gmparse.reading import read_document as read

__version__ = "0.1.0"

_HOMES = {
    "parse": "gmparse.parse",
    "parse_all": "gmparse.parse",
    "explain": "gmparse.explain",
    "parse_many": "gmparse.batch",
    "Outcome": "gmparse.batch",
    "Index": "gmparse.index",
    "read": "gmparse.reading:read_document",
    "Letter": "gmparse.letter",
    "json_schema": "gmparse.letter",
    "load_nlp": "gmparse.nlp",
    "Options": "gmparse.options",
    "Document": "gmparse.page",
    "GmparseError": "gmparse.errors",
    "ExitCode": "gmparse.errors",
    "UsageError": "gmparse.errors",
    "InputError": "gmparse.errors",
    "UnsupportedFormatError": "gmparse.errors",
    "DamagedFileError": "gmparse.errors",
    "PasswordError": "gmparse.errors",
    "LimitError": "gmparse.errors",
    "MissingDependencyError": "gmparse.errors",
}

__all__ = [
    "DamagedFileError",
    "Document",
    "ExitCode",
    "GmparseError",
    "Index",
    "InputError",
    "Letter",
    "LimitError",
    "MissingDependencyError",
    "Options",
    "Outcome",
    "PasswordError",
    "UnsupportedFormatError",
    "UsageError",
    "__version__",
    "explain",
    "json_schema",
    "load_nlp",
    "parse",
    "parse_all",
    "parse_many",
    "read",
]


class _Package(ModuleType):
    """Keeps `gmparse.parse` and `gmparse.explain` the functions: importing the submodules would put modules there."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("parse", "explain") and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'gmparse' has no attribute {name!r}")
    module, _, attribute = home.partition(":")
    value = getattr(import_module(module), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
