"""The session's record of a long day, made as the worker makes it, against bare WeasyPrint on the same HTML."""

import time
from collections.abc import Iterator

import weasyprint
from django.db import transaction
from django.utils import timezone

from bench.clinic import Measured
from bench.load import alternate
from bench.result import Result
from core import pdf
from sessions.domain.record import record_html

ROUNDS, EACH = 5, 2


def measure(clinic: Measured) -> Iterator[Result]:
    with transaction.atomic():
        html = record_html(clinic.full, at=timezone.now())
    made = _seconds(lambda: pdf.render(html))
    yield Result("record of 300 events and 60 readings", made * 1000, 2000, "ms")
    ratio = alternate(
        lambda: _seconds(lambda: pdf.render(html)), lambda: _seconds(lambda: _bare(html)),
        rounds=ROUNDS, per_round=EACH,
    )  # fmt: skip
    yield Result("record / bare WeasyPrint on the same HTML", ratio, 1.3, "x")


def _bare(html: str) -> bytes | None:
    return weasyprint.HTML(string=html, url_fetcher=None).write_pdf(pdf_variant="pdf/ua-1")


def _seconds(act: object) -> float:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - begun
