"""The rules of `gmparse.lint`: what is laid down where, with parts of records that a rule must and must not find."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from gmparse.lint import looks
from gmparse.lint.looks import Look

Severity = Literal["info", "warning"]
Part = dict[str, Any]

_STATE = "Nghị định 30/2020/NĐ-CP, Phụ lục I, "
_PARTY = "Hướng dẫn 05-HD/VPTW"


class Rule(NamedTuple):
    """A rule with its proof. ``families`` are those that it binds; ``{text}`` in the message is what stands there."""

    code: str
    severity: Severity
    clause: str | None
    message: str
    families: tuple[str, ...]
    look: Look
    wrong: tuple[Part, ...]
    right: tuple[Part, ...]


def _issue(code: str, path: str) -> Part:
    issue = {"code": code, "severity": "warning", "path": path, "message": "it does not fit", "evidence": []}
    return {"issues": [issue]}


def _number(**parts: Any) -> Part:
    known: Part = {
        "text": "57/SVH-VP",
        "serial": "57",
        "year": None,
        "symbol": "SVH-VP",
        "state": "read",
        "evidence": [],
    }
    return {"number": known | parts}


def _date(text: str | None, state: str = "read") -> Part:
    return {"date": {"text": text, "edtf": None, "state": state, "evidence": []}}


def _kind(code: str, name: str, **more: Any) -> Part:
    return {"type": {"code": code, "name": name, "evidence": []}, **more}


def _texts(*texts: str) -> list[Part]:
    return [{"text": text, "evidence": []} for text in texts]


def _signer(*authority: str) -> Part:
    return {"signer": {"lines": [], "authority": authority, "position": None, "name": None, "evidence": []}}


_ANY = ("state", "party", "normative", "other")
_BOTH = ("state", "party")
_DECISION = _kind("QĐ", "Quyết định", addressees=[])

RULES: tuple[Rule, ...] = (
    Rule(
        "serial-without-zero",
        "warning",
        f"{_STATE}II.3; {_PARTY}",
        "number {text}: a zero belongs before numbers below 10",
        _BOTH,
        looks.serial_without_zero,
        (_number(serial="7"),),
        (_number(serial="07"), _number(serial="57"), _number(serial=None, state="blank")),
    ),
    Rule(
        "number-missing",
        "warning",
        f"{_STATE}II.3",
        "no number line",
        _BOTH,
        looks.number_missing,
        (_number(text=None, serial=None, symbol=None, state="absent"),),
        (_number(serial=None, state="blank"),),
    ),
    Rule(
        "symbol-of-another-type",
        "warning",
        f"{_STATE}II.3",
        "{text}",
        _BOTH,
        looks.noticed("type-symbol-mismatch"),
        (_issue("type-symbol-mismatch", "type.code"),),
        (_issue("number-blank", "number.serial"),),
    ),
    Rule(
        "type-in-symbol",
        "info",
        f"{_STATE}II.3",
        "symbol {text}: a công văn has no abbreviation of its type",
        ("state",),
        looks.type_in_symbol,
        (_number(symbol="CV-SVH"),),
        (_number(symbol="SVH-CVP"), _kind("GM", "Giấy mời", **_number(symbol="CV-SVH"))),
    ),
    Rule(
        "day-without-zero",
        "warning",
        f"{_STATE}II.4",
        "day {text}: a zero belongs before days below 10",
        ("state",),
        looks.day_without_zero,
        (_date("ngày 5 tháng 7 năm 2025"),),
        (_date("ngày 05 tháng 7 năm 2025"), _date("ngày   tháng 7 năm 2025", "blank")),
    ),
    Rule(
        "month-without-zero",
        "warning",
        f"{_STATE}II.4",
        "month {text}: a zero belongs before months 1 and 2",
        ("state",),
        looks.month_without_zero,
        (_date("ngày 15 tháng 2 năm 2025"),),
        (_date("ngày 15 tháng 02 năm 2025"), _date("ngày 15 tháng 3 năm 2025")),
    ),
    Rule(
        "month-with-zero",
        "info",
        f"{_STATE}II.4",
        "month {text}: a zero stands before months 1 and 2 only",
        ("state",),
        looks.month_with_zero,
        (_date("ngày 15 tháng 07 năm 2025"),),
        (_date("ngày 15 tháng 02 năm 2025"), _date("ngày 15 tháng 10 năm 2025")),
    ),
    Rule(
        "date-missing",
        "warning",
        f"{_STATE}II.4",
        "no date",
        _BOTH,
        looks.date_missing,
        (_date(None, "absent"),),
        (_date(None, "unreadable"), _kind("BB", "Biên bản", **_date(None, "absent"))),
    ),
    Rule(
        "place-missing",
        "warning",
        f"{_STATE}II.4",
        "no place before the date",
        ("state",),
        looks.place_missing,
        ({"place": None},),
        ({"place": None, **_date(None, "absent")},),
    ),
    Rule(
        "subject-missing",
        "warning",
        f"{_STATE}II.5",
        "no subject under {text}",
        ("state",),
        looks.subject_missing,
        ({"subject": None},),
        (_kind("GGT", "Giấy giới thiệu", subject=None),),
    ),
    Rule(
        "subject-without-abbreviation",
        "info",
        f"{_STATE}II.5",
        "subject of a công văn without V/v: {text}",
        ("state",),
        looks.abbreviation_missing,
        ({"subject": _texts("Về việc nâng lương")[0]},),
        ({"subject": _texts("V/v nâng lương")[0]},),
    ),
    Rule(
        "abbreviation-under-title",
        "info",
        f"{_STATE}II.5",
        "V/v is for a công văn; under a title the subject stands alone: {text}",
        ("state",),
        looks.abbreviation_under_title,
        (_kind("TB", "Thông báo", subject=_texts("V/v nâng lương")[0]),),
        (_kind("TB", "Thông báo", subject=_texts("Về nâng lương")[0]),),
    ),
    Rule(
        "addressees-of-another-type",
        "info",
        f"{_STATE}II.9",
        "Kính gửi is for a công văn, tờ trình or báo cáo, not for {text}",
        ("state",),
        looks.addressees_of_another_type,
        (_kind("KH", "Kế hoạch"),),
        (_kind("TTr", "Tờ trình"), _kind("KH", "Kế hoạch", addressees=[])),
    ),
    Rule(
        "recipients-missing",
        "warning",
        f"{_STATE}II.9",
        "no list of recipients (Nơi nhận)",
        _BOTH,
        looks.recipients_missing,
        ({"recipients": []},),
        (_kind("HĐ", "Hợp đồng", recipients=[]),),
    ),
    Rule(
        "filing-missing",
        "warning",
        f"{_STATE}II.9",
        "the recipients do not end with the line Lưu",
        _BOTH,
        looks.filing_missing,
        ({"recipients": _texts("Như trên"), "filing": None},),
        ({"recipients": _texts("Như trên; Lưu VT"), "filing": None},),
    ),
    Rule(
        "recipients-without-addressees",
        "info",
        f"{_STATE}II.9",
        "the recipients do not name the addressees (Như trên)",
        ("state",),
        looks.as_above_missing,
        ({"recipients": _texts("Sở Tài chính", "Lưu: VT")},),
        ({"recipients": _texts("Như kính gửi", "Lưu: VT")},),
    ),
    Rule(
        "as-above-without-addressees",
        "warning",
        f"{_STATE}II.9",
        "{text}: nobody stands above; a decision says Như Điều …",
        ("state",),
        looks.as_above_of_nobody,
        (_DECISION | {"recipients": _texts("Như trên", "Lưu: VT")},),
        (_DECISION | {"recipients": _texts("Như Điều 3")},),
    ),
    Rule(
        "authority-of-the-party",
        "warning",
        f"{_STATE}II.7",
        "{text} is how the party writes it; the state writes TM., KT., TL., TUQ.",
        ("state",),
        looks.authority_of_the_party,
        (_signer("T/M"),),
        (_signer("TL.", "KT."), _signer()),
    ),
    Rule(
        "authority-of-the-state",
        "warning",
        _PARTY,
        "{text} is how the state writes it; the party writes T/M, K/T, T/L",
        ("party",),
        looks.authority_of_the_state,
        (_signer("TM."),),
        (_signer("T/M"), _signer("Q.")),
    ),
    Rule(
        "weekday-against-date",
        "warning",
        None,
        "{text}",
        _ANY,
        looks.noticed("weekday-mismatch"),
        (_issue("weekday-mismatch", "meetings[0].start"),),
        (_issue("year-assumed", "meetings[0].start"),),
    ),
    Rule(
        "deadline-before-letter",
        "warning",
        None,
        "{text}",
        _ANY,
        looks.noticed("deadline-before-letter"),
        (_issue("deadline-before-letter", "assignments[0].deadline"),),
        (_issue("year-assumed", "assignments[0].deadline"),),
    ),
    Rule(
        "impossible-date",
        "warning",
        None,
        "{text}",
        _ANY,
        looks.noticed("date-impossible"),
        (_issue("date-impossible", "date.edtf"),),
        (_issue("date-blank", "date.edtf"),),
    ),
)
