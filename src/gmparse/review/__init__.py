"""Letters that need a person, in the browser: seen, corrected, accepted, and exported as gold. Extra ``review``."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from gmparse.errors import MissingDependencyError, UsageError
from gmparse.options import DEFAULT, Options
from gmparse.review.archive import Archive
from gmparse.review.gold import Exported, export

__all__ = ["Exported", "export_gold", "serve"]

_HOST = "127.0.0.1"


def serve(
    db: Path,
    *,
    reviewer: str,
    port: int = 0,
    options: Options = DEFAULT,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the review page to this machine alone, until the process is interrupted.

    Args:
        db: an index, as ``gmparse index`` makes it.
        reviewer: whose corrections they are.
        port: 0 takes a free one.
        options: how files are read.
        ready: called with the address to open; it holds a key, without which nothing is shown.

    Raises:
        MissingDependencyError: the extra ``review`` is missing.
        InputError, DamagedFileError: the index cannot be opened.
        UsageError: the port is taken, the reviewer has no name.
    """
    if not reviewer.strip():
        raise UsageError("a correction needs a name: give --reviewer NAME")
    try:
        import uvicorn

        from gmparse.review.web import site
    except ImportError as error:
        raise MissingDependencyError("reviewing needs the extra review: pip install 'gmparse[review]'") from error
    Archive(db).close()  # what is wrong with it is said before anything is served
    with closing(_listening(port)) as listening:
        own_port = listening.getsockname()[1]
        key = secrets.token_urlsafe(24)
        page = site(db, reviewer.strip(), options, port=own_port, key=key)
        config = uvicorn.Config(page, log_level="warning", server_header=False, lifespan="off")
        ready(f"http://{_HOST}:{own_port}/?key={key}")
        uvicorn.Server(config).run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise UsageError(f"port {port} cannot be used: {error}; --port 0 takes a free one") from error
    return listening


def export_gold(db: Path, folder: Path) -> Exported:
    """Write the letters that were accepted as gold records.

    Raises:
        UsageError: none was accepted.
        InputError, DamagedFileError: the index cannot be opened, the folder not written.
    """
    with Archive(db) as archive:
        return export(archive, folder)
