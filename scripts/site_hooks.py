"""Hooks of the documentation site (mkdocs.yml): what the pages link to outside of docs/, and a page's language.

The pages of docs/ are read on a code host too, so they link to files of the repository by relative paths
(`../fixtures/README.md`). Each such file becomes part of the site under repository/: a page of Markdown as a page, a
source file as plain text, anything else as it is. MkDocs then resolves and checks these links like all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
SOURCES = (".py", ".toml")  # shown as text; browsers would save them
VIETNAMESE = ("huong-dan-luu-tru.md",)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files of the repository that pages link to, and those that these link to."""
    docs = Path(config.docs_dir)
    waiting = [docs / file.src_uri for file in files.documentation_pages()]
    seen = set(waiting)
    while waiting:
        for path in _linked(waiting.pop()):
            if path in seen or path.is_relative_to(docs):
                continue
            seen.add(path)
            files.append(_file(path, config))
            if path.suffix == ".md":
                waiting.append(path)
    return files


def _linked(page: Path) -> Iterator[Path]:
    """The files of the repository that a page links to; a missing one is left for MkDocs to complain of."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve()
        if path.is_file() and path.is_relative_to(ROOT):
            yield path


def _file(path: Path, config: MkDocsConfig) -> File:
    inside = path.relative_to(ROOT)
    address = Path("repository", inside)
    if path.suffix == ".md":
        address = address.with_suffix(".html")
    elif path.suffix in SOURCES:
        address = address.with_name(path.name + ".txt")
    # The name is the path as the pages of docs/ write it.
    file = File(
        f"../{inside.as_posix()}",
        None,
        config.site_dir,
        use_directory_urls=False,
        dest_uri=address.as_posix(),
        inclusion=InclusionLevel.INCLUDED,  # else names that begin with a point are left out
    )
    file.generated_by, file.abs_src_path = "site_hooks", str(path)
    return file


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Name the language of Vietnamese pages."""
    del config
    return output.replace('<html lang="en"', '<html lang="vi"', 1) if page.file.src_uri in VIETNAMESE else output
