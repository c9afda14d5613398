"""Answers that several pages give alike."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.csp import CSP

from core.pdf import Rendered, RenderFailed

# A paper brings its own style sheet along and nothing else.
OF_PAPER = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.NONE],
}


def pdf_page(content: bytes, *, name: str) -> HttpResponse:
    """A paper to read and print where it opens; `name` is what it is called when it is kept."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def paper_now(make: Callable[[], Rendered], *, words: Callable[[], str], name: str) -> HttpResponse:
    """A paper that somebody waits for: where it cannot be made, its words as a page that prints too."""
    try:
        return pdf_page(make().content, name=name)
    except RenderFailed:
        return HttpResponse(words())
