"""What incremental updates after a signature changed, by a plain rule over the objects that they overwrite.

An object that is new matters only through one that was there when the file was signed: a page, an array of annotations,
the form. So only overwritten objects are compared, old against new. The rule is stricter than the eye: what it does not
know is ``other``. Document information, validation data (DSS) and an identical copy are no change.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from gmparse.page import Changes
from gmparse.reading.objects import PdfObjects, Section, Stream
from gmparse.reading.syntax import BrokenStructureError, Ref

_RANK: dict[Changes, int] = {"none": 0, "form_filling": 1, "annotations": 2, "other": 3}
_MAX_OBJECTS = 100_000

# Keys whose change is no more than the class says; any other key is ``other``.
_CATALOG_KEYS: dict[str, Changes] = {
    "DSS": "none",
    "Extensions": "none",
    "Metadata": "none",
    "PieceInfo": "none",
    "Version": "none",
    "Perms": "form_filling",  # a later signature that certifies
}
_PAGE_KEYS: dict[str, Changes] = {
    "LastModified": "none",
    "Metadata": "none",
    "PieceInfo": "none",
    "Tabs": "none",
    "StructParents": "form_filling",
}
_FORM_KEYS: dict[str, Changes] = dict.fromkeys(
    ("CO", "DA", "DR", "NeedAppearances", "Q", "SigFlags", "Type"), "form_filling"
)
_FIELD_KEYS: dict[str, Changes] = {
    **dict.fromkeys(
        ("AP", "AS", "DA", "DR", "DV", "I", "Kids", "Lock", "M", "MK", "NM", "P", "RV", "SV", "StructParent", "V"),
        "form_filling",
    ),
    **dict.fromkeys(("BS", "Border", "C", "F", "Rect"), "annotations"),
}
_BOOKKEEPING = {"DSS", "Metadata", "VRI", "XRef"}
_TAGS = {"StructElem", "StructTreeRoot"}
_TREE_KEYS = {"Kids", "Limits", "Nums"}


def changes_after(objects: PdfObjects, end: int) -> Changes:
    """What the updates behind offset ``end``, the end of the signed bytes, change of what was signed."""
    try:
        since = next(index for index, section in enumerate(objects.sections) if section.offset < end)
        return _Comparison(objects, since).changes()
    except (StopIteration, BrokenStructureError):
        return "other"  # rewritten as a whole, or by something that writes no sound PDF


class _Comparison:
    """The sections before index ``since`` against those from there on."""

    def __init__(self, objects: PdfObjects, since: int) -> None:
        self._objects, self._since = objects, since

    def changes(self) -> Changes:
        later: list[Section] = self._objects.sections[: self._since]
        if not later:
            return "none"
        numbers = set(islice((n for section in later for n in self._objects.numbers(section)), _MAX_OBJECTS + 1))
        if len(numbers) > _MAX_OBJECTS:
            return "other"
        overwritten = (number for number in numbers if self._objects.has(number, self._since))
        return _worst([self._catalog(), *map(self._object, overwritten)])

    def _old(self, value: Any) -> Any:
        return self._objects.resolve(value, self._since)

    def _new(self, value: Any) -> Any:
        return self._objects.resolve(value)

    def _catalog(self) -> Changes:
        old, new = self._objects.root(self._since), self._objects.root()
        form = self._form(self._dictionary(self._old(old.get("AcroForm"))), self._dictionary(new.get("AcroForm")))
        return _worst([form, self._keys(old, new, _CATALOG_KEYS, skip=("AcroForm",))])

    def _dictionary(self, value: Any) -> dict[str, Any]:
        value = self._new(value) if isinstance(value, Ref) else value
        return value if isinstance(value, dict) else {}

    def _object(self, number: int) -> Changes:
        old, new = self._objects.get(number, self._since), self._objects.get(number)
        if old == new or self._is_information(number):
            return "none"
        if isinstance(old, list) and isinstance(new, list):
            return self._array(old, new)
        if isinstance(old, Stream):
            return "none" if old.attrs.get("Type") in _BOOKKEEPING else "other"
        if isinstance(old, dict) and isinstance(new, dict | None):
            return self._dictionaries(old, new or {})
        return "other"

    def _is_information(self, number: int) -> bool:
        infos = (section.trailer.get("Info") for section in self._objects.sections[self._since :])
        return any(isinstance(info, Ref) and info.number == number for info in infos)

    def _dictionaries(self, old: dict[str, Any], new: dict[str, Any]) -> Changes:
        kind = old.get("Type")
        if kind == "Catalog":
            return "none"  # compared by `_catalog`
        if kind in _BOOKKEEPING:
            return "none"
        if kind == "Page":
            before, after = self._old(old.get("Annots")), self._new(new.get("Annots"))
            annotations = self._array(self._list(before), self._list(after))
            return _worst([annotations, self._keys(old, new, _PAGE_KEYS, skip=("Annots",))])
        if "Fields" in old:
            return self._form(old, new)
        if "ByteRange" in old:
            return "other"  # the value of a signature
        if old.get("Subtype") == "Widget" or "FT" in old:
            return self._field(old, new)
        if "Subtype" in old and "Rect" in old:
            return "annotations"
        if kind in _TAGS or set(old) | set(new) <= _TREE_KEYS:
            return "form_filling"  # tags follow the widgets; they show nothing
        return "other"

    def _form(self, old: dict[str, Any], new: dict[str, Any]) -> Changes:
        fields = self._array(self._list(self._old(old.get("Fields"))), self._list(self._new(new.get("Fields"))))
        return _worst([fields, self._keys(old, new, _FORM_KEYS, skip=("Fields",))])

    def _field(self, old: dict[str, Any], new: dict[str, Any]) -> Changes:
        signed = "ByteRange" in self._dictionary(self._old(old.get("V")))
        if signed and not self._same(old.get("V"), new.get("V")):
            return "other"
        found = self._keys(old, new, _FIELD_KEYS)
        return "annotations" if signed and found == "form_filling" else found

    def _keys(
        self, old: dict[str, Any], new: dict[str, Any], known: dict[str, Changes], skip: tuple[str, ...] = ()
    ) -> Changes:
        changed = [k for k in old.keys() | new.keys() if k not in skip and not self._same(old.get(k), new.get(k))]
        return _worst(known.get(key, "other") for key in changed)

    def _same(self, old: Any, new: Any) -> bool:
        if old == new:
            return True
        old, new = self._old(old), self._new(new)
        return bool(old == new) or _rounded(old) == _rounded(new)

    @staticmethod
    def _list(value: Any) -> list[Any]:
        return value if isinstance(value, list) else []

    def _array(self, old: list[Any], new: list[Any]) -> Changes:
        """Arrays of annotations or fields: new widgets fill a form, anything else that comes or goes annotates."""
        gone = [self._old(item) for item in old if item not in new]
        come = [self._new(item) for item in new if item not in old]
        return _worst([*("annotations" if _is_annotation(i) else "other" for i in gone), *map(_added, come)])


def _rounded(value: Any) -> Any:
    """A box to a hundredth of a point: signing software rounds the page's boxes when it writes the page again."""
    boxed = isinstance(value, list) and all(isinstance(number, int | float) for number in value)
    return [round(number, 2) for number in value] if boxed else value


def _is_annotation(item: Any) -> bool:
    return isinstance(item, dict) and ("FT" in item or ("Subtype" in item and "Rect" in item))


def _added(item: Any) -> Changes:
    if not _is_annotation(item):
        return "none" if item is None else "other"
    return "form_filling" if "FT" in item or item.get("Subtype") == "Widget" else "annotations"


def _worst(found: Iterable[Changes]) -> Changes:
    return max(found, key=_RANK.__getitem__, default="none")
