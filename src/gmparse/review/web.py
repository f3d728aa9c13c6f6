"""The review page: a list of letters, and each letter with its page on the left and its values on the right."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from gmparse.errors import GmparseError, InputError, UsageError
from gmparse.explain import labels
from gmparse.explain.html import asset, title
from gmparse.explain.markup import both
from gmparse.explain.sheets import pages
from gmparse.explain.view import View
from gmparse.index.corrections.applied import Applied, applied, item_of
from gmparse.index.corrections.paths import get, is_new
from gmparse.index.corrections.said import ACTIONS, WHOLE, Action, Key
from gmparse.lexicon.document_types import all_types
from gmparse.options import Options
from gmparse.review.archive import Archive
from gmparse.review.desk import Desk
from gmparse.review.entered import entered
from gmparse.review.guard import TOKEN_HEADER, Guard
from gmparse.review.panel import Entry, Line, Panel, entry_of, panel

FILTERS = ("type", "issuer", "number", "since", "until", "cites", "signer", "assignee", "due_before")
_DAYS = frozenset(("since", "until", "due_before"))
_ACTIONS: dict[str, Action] = {action: action for action in ACTIONS}
_STATIC = {"review.css": "text/css", "review.js": "text/javascript", "htmx.min.js": "text/javascript"}
_SHARED = {"page.css": "text/css", "page.js": "text/javascript"}  # of gmparse.explain
# No inline style, no eval: the policy forbids them. Errors of a form are shown where the form was.
_HTMX = (
    '{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0,"responseHandling":'
    '[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},'
    '{"code":"[45]..","swap":false,"error":true}]}'
)


class Wanted(NamedTuple):
    """Which letters are gone through: the search of the list."""

    query: str
    filters: Mapping[str, str]
    all: bool
    done: bool

    @property
    def address(self) -> str:
        """Its part of an address."""
        pairs = [("q", self.query), *self.filters.items(), ("all", "1" * self.all), ("done", "1" * self.done)]
        return urlencode([pair for pair in pairs if pair[1]])


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter that is looked at."""

    id: int
    key: Key
    read: Mapping[str, Any]
    left: Applied
    view: View
    problem: str
    panel: Panel

    def lines(self) -> dict[str, Line]:
        """All rows by the paths by which requests name them; those of fields before those that are asked for."""
        blocks = [line for block in self.panel.blocks for line in block.lines]
        return {line.path: line for line in (*self.panel.asked, *blocks)}


class Site:
    """Answers requests.

    Args:
        db: the index.
        reviewer: whose corrections they are.
        options: how files are read.
        token: of the page's forms.
    """

    def __init__(self, db: Path, reviewer: str, options: Options, token: str) -> None:
        self._db = db
        self._reviewer = reviewer
        self._desk = Desk(options)
        loader = jinja2.PackageLoader("gmparse.review", "templates")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self._templates.filters |= {"both": lambda words: Markup(both(words))}  # noqa: S704  both() escapes
        self._templates.globals |= {
            "w": lambda key: Markup(both(labels.words("review", key))),  # noqa: S704
            "words": labels.words,
            "value": labels.value,
            "reviewer": reviewer,
            "token": token,
            "token_header": TOKEN_HEADER,
            "htmx": _HTMX,
            "types": all_types(),
        }

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/", self.listed),
            Route("/letters/{id:int}", self.letter),
            Route("/letters/{id:int}/fields", self.fields),
            Route("/letters/{id:int}/edit", self.edit),
            Route("/letters/{id:int}/values", self.say, methods=["POST"]),
            Route("/letters/{id:int}/accept", self.accept, methods=["POST"]),
            Route("/letters/{id:int}/pages/{page:int}", self.picture),
            Route("/static/{name}", self.static),
            Route("/favicon.ico", lambda request: Response(status_code=204)),
        ]

    # --- looking -----------------------------------------------------------------------------------------------------

    def listed(self, request: Request) -> Response:
        """The letters of a search."""
        wanted, error = _wanted(request), ""
        with Archive(self._db) as archive:
            try:
                hits, more = archive.letters(wanted.query, _filters(wanted), accepted=wanted.done)
            except UsageError as refused:
                hits, more, error = [], False, str(refused)
            done = archive.accepted(hit.id for hit in hits) if wanted.done else set()
        return self._page("list.html", wanted=wanted, hits=hits, more=more, done=done, error=error)

    def letter(self, request: Request) -> Response:
        """A letter."""
        wanted = _wanted(request)
        with Archive(self._db) as archive:
            opened = self._open(archive, request.path_params["id"])
            before, behind = _neighbours(archive, wanted, opened.id)
        sheets = pages(opened.view, "vi", lambda picture: f"/letters/{opened.id}/pages/{picture.page}")
        return self._page(
            "letter.html",
            wanted=wanted,
            opened=opened,
            title=title(opened.view.letters[0]),
            sheets=Markup(sheets),  # noqa: S704  made by explain, which escapes
            before=before,
            behind=behind,
        )

    def fields(self, request: Request) -> Response:
        """The list of a letter's values."""
        with Archive(self._db) as archive:
            return self._fields(archive, request)

    def edit(self, request: Request) -> Response:
        """The form for one value."""
        with Archive(self._db) as archive:
            opened = self._open(archive, request.path_params["id"])
        line = _line(opened, request.query_params.get("path", ""))
        if line is None or not line.editable:
            return PlainTextResponse("No such value.\n", 404)
        return self._form(request, opened, entry_of(line.path, get(opened.left.record, line.place)))

    def picture(self, request: Request) -> Response:
        """A page of the letter's file."""
        with Archive(self._db) as archive:
            try:
                letter_id = request.path_params["id"]
                key, record = archive.key_of(letter_id), archive.read(letter_id)
                found = self._desk.picture(archive, key, record, request.path_params["page"])
            except GmparseError as error:
                return PlainTextResponse(f"{error}\n", 404)
        if found is None:
            return PlainTextResponse("No such page.\n", 404)
        return Response(found.data, media_type=found.media_type)

    def static(self, request: Request) -> Response:
        """Style and script."""
        name = request.path_params["name"]
        if name in _SHARED:
            return Response(asset(name), media_type=_SHARED[name])
        if name in _STATIC:
            text = (files("gmparse.review") / "static" / name).read_text(encoding="utf-8")
            return Response(text, media_type=_STATIC[name])
        return PlainTextResponse("Not found.\n", 404)

    # --- saying ------------------------------------------------------------------------------------------------------

    async def say(self, request: Request) -> Response:
        """Something said of a value: ``path``, ``action``, for ``correct`` its ``value``."""
        async with request.form(max_files=0, max_fields=8) as form:
            given = {key: str(value) for key, value in form.items()}
        return await run_in_threadpool(self._say, request, given)

    def _say(self, request: Request, given: Mapping[str, str]) -> Response:
        with Archive(self._db) as archive:
            opened = self._open(archive, request.path_params["id"])
            line, action = _line(opened, given.get("path", "")), _ACTIONS.get(given.get("action", ""))
            if line is None or action is None:
                return PlainTextResponse("No such value.\n", 404)
            try:
                value = _corrected(line, given.get("value", "")) if action == "correct" else None
            except UsageError as error:
                tried = entry_of(line.path, None, str(error), given.get("value", ""))
                return self._form(request, opened, tried, status=422)
            self._keep(archive, opened, line, action, value)
            return self._fields(archive, request)

    def _keep(self, archive: Archive, opened: Opened, line: Line, action: Action, value: Any) -> None:
        """Keep what was said of a value, with what had been read there."""
        before, item = None, None
        if not is_new(line.name):
            before, item = get(opened.read, line.place), item_of(opened.read, line.place)
        if action == "correct" and value == before:
            action, value = "accept", None
        archive.corrections.add(
            opened.key, line.name, action, value=value, before=before, item=item, reviewer=self._reviewer
        )

    async def accept(self, request: Request) -> Response:
        """A letter is accepted as a whole, or (``action`` undo) opened again."""
        async with request.form(max_files=0, max_fields=8) as form:
            action = _ACTIONS.get(str(form.get("action", "")))
        return await run_in_threadpool(self._accept, request, action)

    def _accept(self, request: Request, action: Action | None) -> Response:
        if action not in ("accept", "undo"):
            return PlainTextResponse("No such action.\n", 404)
        wanted, letter_id = _wanted(request), request.path_params["id"]
        with Archive(self._db) as archive:
            _, behind = _neighbours(archive, wanted, letter_id)
            key = archive.key_of(letter_id)
            archive.corrections.add(key, WHOLE, action, reviewer=self._reviewer)
        following = letter_id if action == "undo" else behind
        address = "/" if following is None else f"/letters/{following}"
        query = f"?{wanted.address}" if wanted.address else ""
        return Response(status_code=204, headers={"HX-Redirect": address + query})

    # --- parts -------------------------------------------------------------------------------------------------------

    def _open(self, archive: Archive, letter_id: int) -> Opened:
        key, read = archive.key_of(letter_id), archive.read(letter_id)
        left = applied(read, archive.corrections.of(key))
        view, problem = self._desk.view(archive, key, read, left.record)
        view = replace(view, name=read["source"]["name"])
        return Opened(letter_id, key, read, left, view, problem, panel(view.letters[0], left))

    def _fields(self, archive: Archive, request: Request) -> Response:
        opened = self._open(archive, request.path_params["id"])
        return self._page("fields.html", opened=opened, wanted=_wanted(request))

    def _form(self, request: Request, opened: Opened, entry: Entry, status: int = 200) -> Response:
        return self._page("edit.html", status, opened=opened, entry=entry, wanted=_wanted(request))

    def _page(self, name: str, status: int = 200, **names: Any) -> Response:
        return HTMLResponse(self._templates.get_template(name).render(**names), status)


def _wanted(request: Request) -> Wanted:
    given = request.query_params
    filters = {name: _filter(name, given[name].strip()) for name in FILTERS if given.get(name, "").strip()}
    return Wanted(given.get("q", "").strip(), filters, bool(given.get("all")), bool(given.get("done")))


def _filter(name: str, text: str) -> str:
    """A condition as the search wants it; days also as people write them. What is no day the search will refuse."""
    if name not in _DAYS:
        return text
    try:
        day = str(entered("date", text))
    except UsageError:
        return text
    return text if "X" in day else day


def _filters(wanted: Wanted) -> dict[str, Any]:
    return {**wanted.filters, "to_review": not wanted.all}


def _neighbours(archive: Archive, wanted: Wanted, letter_id: int) -> tuple[int | None, int | None]:
    """Ids of the letters before and behind one in the list; behind the last one the first that is left."""
    try:
        ids = [hit.id for hit in archive.letters(wanted.query, _filters(wanted), accepted=wanted.done).hits]
    except UsageError:
        return None, None
    if letter_id not in ids:
        return None, ids[0] if ids else None
    at = ids.index(letter_id)
    behind = [*ids[at + 1 :], *ids[:at]]
    return ids[at - 1] if at else None, behind[0] if behind else None


def _line(opened: Opened, path: str) -> Line | None:
    """The row of a path, or that of an item that may be added."""
    for block in opened.panel.blocks:
        if path and path == block.new:
            return Line(path, path, path, None, None, 0, "", editable=True, asked=False, said=None, before=None)
    return opened.lines().get(path)


def _corrected(line: Line, text: str) -> Any:
    if not line.editable:
        raise UsageError("Giá trị này không sửa được / this value cannot be corrected")
    return entered(line.place, text)


def site(db: Path, reviewer: str, options: Options, *, port: int, key: str) -> Starlette:
    """The application.

    Args:
        db: the index.
        reviewer: whose corrections they are.
        options: how files are read.
        port: at which it is served on this machine.
        key: what the first address must hold.
    """
    token = secrets.token_urlsafe(24)
    guard = Middleware(BaseHTTPMiddleware, dispatch=Guard(port, key, token))
    handlers: dict[Any, Callable[[Request, Exception], Response]] = {
        InputError: lambda request, error: PlainTextResponse(f"{error}\n", 404)
    }
    routes = Site(db, reviewer, options, token).routes()
    return Starlette(routes=routes, middleware=[guard], exception_handlers=handlers)
