"""A document as one HTML file: nothing in it is fetched, nothing runs."""

from __future__ import annotations

from base64 import b64encode

from markupsafe import Markup

from advisor.planning.document import Document
from advisor.planning.markdown import tidy
from advisor.render.environment import Words, shipped_templates


def html_of(document: Document, page: Words) -> str:
    """Return the document as HTML; `page` must escape for markup."""
    return tidy(
        page.render(
            "layout/plan.html.j2",
            document=document,
            regular=_font("Regular"),
            bold=_font("Bold"),
            markup=Markup,  # only for drawings, which are escaped when they are made
        )
    )


def _font(weight: str) -> str:
    """Return a weight of the typeface for a data address; 19 KB each, so that the page looks alike everywhere."""
    path = shipped_templates() / "fonts" / f"BeVietnamPro-{weight}.woff2"
    return b64encode(path.read_bytes()).decode("ascii")
