"""docs/python.md: the public names with their signatures and docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import gmparse

EXAMPLE = "fixtures/letters/gm-mau-nd30.pdf"


def page() -> str:
    names = [name for name in gmparse.__all__ if name != "__version__"]
    functions = [name for name in names if not inspect.isclass(getattr(gmparse, name))]
    classes = [name for name in names if inspect.isclass(getattr(gmparse, name))]
    raised = [name for name in classes if issubclass(getattr(gmparse, name), BaseException)]
    return "\n".join(
        [
            "# Python",
            "",
            "```python",
            "import gmparse",
            "",
            f'letter = gmparse.parse("{EXAMPLE}")',
            "letter.type.name  # 'Giấy mời'",
            "letter.signer.evidence[0].box  # where it stands on the page",
            'letter.to_dict(evidence=False)["subject"]',
            "```",
            "",
            "Everything below is public; what is not below may change. Names are loaded when first used: `import",
            "gmparse` loads neither spaCy nor pdfplumber. `gmparse.__version__` is the version. Records are immutable.",
            "",
            "The module `gmparse.export` is public too: [export.md](export.md).",
            "",
            "## Functions",
            "",
            *(line for name in functions for line in _documented(name)),
            "## Classes",
            "",
            *(line for name in classes if name not in raised for line in _documented(name)),
            "## Exceptions",
            "",
            "See [errors.md](errors.md#exceptions).",
            "",
            *(f"- `gmparse.{name}`" for name in raised),
            "",
        ]
    )


# Methods of public classes that the page shows; those of other bases (pydantic's) are not ours.
METHODS = ("to_dict", "to_json", "add", "watch", "prune", "search", "get", "due", "duplicates", "failures", "stats")


def _documented(name: str) -> Iterator[str]:
    thing = getattr(gmparse, name)
    yield f"### gmparse.{name}"
    yield ""
    if not inspect.isclass(thing):
        yield from _signature(name, thing)
    yield from _docstring(thing)
    for method in METHODS:
        if inspect.isclass(thing) and method in vars(thing):
            yield from _signature(f"{name}.{method}", vars(thing)[method])
            yield from _docstring(vars(thing)[method])


def _docstring(thing: Any) -> Iterator[str]:
    yield from ("```text", inspect.cleandoc(thing.__doc__ or "").replace("``", "`"), "```", "")


def _signature(name: str, function: Callable[..., Any]) -> Iterator[str]:
    yield from ("```python", f"{name}{inspect.signature(function)}".replace("'", ""), "```", "")
