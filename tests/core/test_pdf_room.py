"""A parent with many threads has lent its child a lot of address space already."""

import mmap

from core import pdf

PLAIN = "<html lang='en'><head><title>T</title></head><body><p>Hello</p></body></html>"


def test_a_large_parent_still_has_its_documents_made():
    with mmap.mmap(-1, 3 * 1024**3):
        made = pdf.render(PLAIN)

    assert (made.pages, made.content[:5]) == (1, b"%PDF-")
