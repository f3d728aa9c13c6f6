"""The review page: a list of letters, and each letter with its page on the left and its values on the right."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from gmparse.errors import InputError, UsageError
from gmparse.explain import labels
from gmparse.explain.html import asset, title
from gmparse.explain.markup import both
from gmparse.explain.sheets import pages
from gmparse.lexicon.document_types import all_types
from gmparse.options import DEFAULT, Options
from gmparse.review.applied import WHOLE_PATH, applied, get
from gmparse.review.archive import Archive
from gmparse.review.corrections import ACTIONS, Action, Key
from gmparse.review.desk import Desk
from gmparse.review.entered import entered
from gmparse.review.guard import TOKEN_HEADER, Guard
from gmparse.review.panel import entry_of, panel
