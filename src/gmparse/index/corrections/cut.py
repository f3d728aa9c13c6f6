"""Taking values out of a record, and where those behind them stand then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from gmparse.explain.rows import head_of
from gmparse.index.corrections.paths import is_path, steps_of


class Cut:
    """A record without some values.

    Args:
        record: stays as it is.
        gone: paths of the values. An item of a list goes with the scalar that stands for it; another scalar becomes
            ``None``, a list empty.
        whole: whether an object (its path and what is left of it) is one still; others go too.
    """

    def __init__(
        self,
        record: Mapping[str, Any],
        gone: Collection[str],
        whole: Callable[[str, Mapping[str, Any]], bool] = lambda path, content: True,
    ) -> None:
        self._gone = gone
        self._whole = whole
        self._places: dict[str, str] = {}  # items of lists, and where they stand now
        self.record: dict[str, Any] = {key: self._cut(value, key, key) for key, value in record.items()}

    def place(self, path: str) -> str | None:
        """Where the value at a path of the old record stands in the new one, ``None`` when it is gone."""
        if not is_path(path):  # the code of an issue
            return path
        old = new = ""
        for step in steps_of(path):
            old, new = (f"{before}.{step.key}" if before else step.key for before in (old, new))
            if step.at is not None:
                old = f"{old}[{step.at}]"
                if old not in self._places:
                    return None
                new = self._places[old]
        return new

    def _cut(self, value: Any, old: str, new: str) -> Any:
        if old in self._gone:
            return [] if isinstance(value, list) else None
        if isinstance(value, Mapping):
            left = {
                key: inner if key == "evidence" else self._cut(inner, f"{old}.{key}", f"{new}.{key}")
                for key, inner in value.items()
            }
            return left if self._whole(old, left) else None
        if isinstance(value, list):
            return self._items(value, old, new)
        return value

    def _items(self, items: list[Any], old: str, new: str) -> list[Any]:
        left: list[Any] = []
        for at, item in enumerate(items):
            place, to = f"{old}[{at}]", f"{new}[{len(left)}]"
            if isinstance(item, Mapping) and head_of(item, place) in self._gone:
                continue
            kept = self._cut(item, place, to)
            if kept is not None:
                self._places[place] = to
                left.append(kept)
        return left
