"""Who may ask the review page for what: its own address, the browser that was given the key, its own forms.

Letters are not public. A page of another site must not read them (host check against DNS rebinding, no cross-origin
answers), send corrections (token), nor another user of the machine open them (key).
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

LONGEST_BODY = 200_000  # bytes
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TOKEN_HEADER = "X-Gmparse-Token"  # noqa: S105  a name


class Guard:
    """Lets requests through or refuses them.

    Args:
        port: at which the page is served, on this machine alone.
        key: the secret of the address that is printed at the start.
        token: the secret of the page's own forms.
    """

    def __init__(self, port: int, key: str, token: str) -> None:
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self._key = key
        self._token = token
        self._cookie = f"gmparse-review-{port}"  # browsers send cookies to every port

    async def __call__(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """Answer a request."""
        response = self._refusal(request) or self._entry(request) or await call_next(request)
        response.headers.update(HEADERS)
        return response

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("host") not in self._hosts:
            return _refused(421, "This page answers to its own address alone.")
        if request.method not in ("GET", "HEAD", "POST"):
            return _refused(405, "Not allowed.")
        if request.headers.get("sec-fetch-site") not in (None, "same-origin", "none"):
            return _refused(403, "Requests of other sites are refused.")
        return self._refused_post(request) if request.method == "POST" else None

    def _refused_post(self, request: Request) -> Response | None:
        origin = request.headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            return _refused(403, "Forms of other sites are refused.")
        if not secrets.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), self._token.encode()):
            return _refused(403, "The form is not of this page: load it again.")
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            return _refused(413, "Too long.")
        return None

    def _entry(self, request: Request) -> Response | None:
        """The key in the address becomes a cookie; without either nothing is shown."""
        given = request.query_params.get("key")
        if given is not None and request.method == "GET" and self._is_key(given):
            response = RedirectResponse(request.url.path, 303)
            response.set_cookie(self._cookie, self._key, httponly=True, samesite="strict", path="/")
            return response
        if self._is_key(request.cookies.get(self._cookie, "")):
            return None
        return _refused(403, "Open the address that gmparse review printed, with its key.")

    def _is_key(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._key.encode())


def _refused(status: int, why: str) -> Response:
    return PlainTextResponse(why + "\n", status)
