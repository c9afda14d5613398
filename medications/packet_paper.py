"""The packet as bytes: a tagged PDF and a guarded CSV, both from the same lines."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Membership
from core.pdf import render
from medications.domain.packet import Packet, given_by, given_mg, other_medicine, wasted_mg
from medications.domain.packet_rows import COLUMNS, review_words, rows_of, words_of

# A spreadsheet reads a cell that begins with one of these as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def as_csv(packet: Packet) -> bytes:
    """UTF-8 with its mark, one header, one row for each fact."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows_of(packet))
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """Numbers and days as they are; words so that no spreadsheet runs them."""
    if value is None:
        return ""
    if isinstance(value, Decimal | int | date):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_pdf(packet: Packet, *, by: Membership, at: datetime) -> bytes:
    return render(as_html(packet, by=by, at=at)).content


def as_html(packet: Packet, *, by: Membership, at: datetime) -> str:
    """What the PDF is made of; the clinic's own hours on it."""
    wasted = wasted_mg(packet)
    given = [
        {
            "line": line,
            "given_mg": given_mg(line),
            "wasted_mg": wasted.get(line.pk),
            "who": given_by(line),
            "other": other_medicine(line),
            "words": words_of(line),
        }
        for line in packet.given
    ]
    context = {
        "packet": packet,
        "clinic": packet.clinic,
        "period": packet.period,
        "title": f"{packet.period.title}: {packet.clinic.name}",
        "given": given,
        "waste": [(line, words_of(line)) for line in packet.waste],
        "spilt": [(line, words_of(line)) for line in packet.spilt],
        "reversals": [(line, words_of(line)) for line in packet.reversals],
        "discrepancies": [(one, review_words(one)) for one in packet.discrepancies],
        "by": by,
        "at": at,
    }
    with timezone.override(packet.clinic.zone):
        return render_to_string("medications/paper/packet.html", context)
