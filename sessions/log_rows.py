"""Every line of the log from one statement, the same for three lines and three hundred."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from sessions.domain.received import run_in
from sessions.domain.tablet import clock_apart
from sessions.models import (
    AdverseEvent,
    EmergencyRun,
    EmergencyStep,
    MedicationAdministration,
    MedicineSession,
    OtherMedicine,
    ReadingDeclined,
    RouteAct,
    SessionEvent,
    SupportEpisode,
    VitalSigns,
)

LATE_SECONDS = 60
# What a person may strike through; the rest of the log tells and stays.
STRIKABLE = {"event", "vitals", "declined", "adverse", "route", "other_medicine"}
COLUMNS = (
    "row_kind", "pk", "at", "noted_at", "row_code", "words", "writer", "struck_at", "striker",
    "row_key", "tablet", "grade", "earlier",
)  # fmt: skip
BAR = Value("|")
TEXT_BAR, TEXT_NONE = (Value(one, output_field=TextField()) for one in ("|", ""))


@dataclass(frozen=True)
class LogLine:
    """One line of the log; `kind` says which table it comes from."""

    kind: str
    pk: int
    at: datetime
    recorded_at: datetime
    code: str
    text: str
    by: str
    voided_at: datetime | None
    voided_by: str
    key: str = ""
    device_at: datetime | None = None
    severity: int | None = None
    replaces: int | None = None
    before: tuple["LogLine", ...] = field(default=(), compare=False)

    @property
    def is_struck(self) -> bool:
        return self.voided_at is not None

    @property
    def is_strikable(self) -> bool:
        return self.kind in STRIKABLE and not self.is_struck

    @property
    def is_late(self) -> bool:
        """Written down more than a minute after it happened: both times are shown."""
        return (self.recorded_at - self.at).total_seconds() > LATE_SECONDS

    @property
    def clock_words(self) -> str:
        """How far the tablet's own clock was off when it was written, once that is worth a word."""
        said = clock_apart(self.device_at, self.at)
        return f"tablet clock {_off_words((said - self.at).total_seconds())}" if said else ""


def _off_words(seconds: float) -> str:
    minutes = round(abs(seconds) / 60)
    if minutes < 90:
        size = f"{minutes} min"
    elif minutes < 48 * 60:
        size = f"{round(minutes / 60)} h"
    else:
        size = f"{round(minutes / 60 / 24)} days"
    return f"{size} {'fast' if seconds > 0 else 'slow'}"


def log_of(session: MedicineSession) -> list[LogLine]:
    """Everything that happened, struck lines too, newest first; what was changed stands once."""
    parts = [
        part.filter(**{way: session}).order_by()
        for way, part in (
            *(("session", one) for one in (*_of_the_record(), *_of_the_room())),
            ("run__session", _steps()),
        )
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by("-at", "-noted_at", "-pk")
    return list(_once_each([LogLine(*row) for row in rows]))


def newest_taps(session: MedicineSession, *, most: int) -> tuple[list[LogLine], int]:
    """The observations written last, newest first, and the pulse's revision with them, of one moment.

    A session is written to in turn, so that ids tell the order.
    """
    rows = _taps().filter(session=session).order_by("-pk")
    found = list(rows.values_list(*COLUMNS, "session__pulse__revision")[:most])
    return [LogLine(*row[:-1]) for row in found], found[0][-1] if found else 0


def _once_each(lines: list[LogLine]) -> Iterator[LogLine]:
    """A line that another one replaces is shown with that one, not by itself."""
    by_id = {one.pk: one for one in lines if one.kind == "event"}
    replaced = {one.replaces for one in by_id.values() if one.replaces}
    for line in lines:
        if line.kind != "event":
            yield line
        elif line.pk not in replaced:
            before, earlier = [], by_id.get(line.replaces or 0)
            while earlier is not None:
                before.append(earlier)
                earlier = by_id.get(earlier.replaces or 0)
            yield LogLine(**{**vars(line), "before": tuple(before)}) if before else line


def _taps() -> QuerySet[Any]:
    return _lines(
        SessionEvent, "event", "occurred_at", code=F("code"), words=F("text"), grade=F("severity"),
        earlier=F("replaces_id"),
    )  # fmt: skip


def _of_the_record() -> list[QuerySet[Any]]:
    reading = Concat(
        "systolic", Value("/"), "diastolic", Value(", pulse "), "heart_rate",
        Value(", SpO₂ "), "spo2", Value(" %"), output_field=TextField(),
    )  # fmt: skip
    adverse = Concat(
        "severity",
        BAR,
        "action",
        BAR,
        Coalesce("resolution__outcome", "outcome"),
        BAR,
        "text",
        output_field=TextField(),
    )
    act = Concat(
        *(part for name in ("rate_ml_per_h", "total_given_mg", "number")
          for part in (Coalesce(Cast(name, TextField()), TEXT_NONE), TEXT_BAR)),
        Cast("text", TextField()),
        output_field=TextField(),
    )  # fmt: skip
    other = Concat("name", Value(" "), "amount", Value(" "), "route", output_field=TextField())
    return [
        _taps(),
        _lines(VitalSigns, "vitals", "taken_at", code=F("level"), words=reading),
        _lines(ReadingDeclined, "declined", "occurred_at", words=F("reason")),
        _lines(AdverseEvent, "adverse", "occurred_at", code=F("type"), words=adverse),
        _lines(RouteAct, "route", "occurred_at", code=F("kind"), words=act),
        _lines(
            OtherMedicine, "other_medicine", "given_at", code=F("basis"), words=other,
            writer="given_by",
        ),
    ]  # fmt: skip


def _of_the_room() -> list[QuerySet[Any]]:
    told = Coalesce(Cast(run_in(), TextField()), TEXT_NONE)
    dose = Concat(Cast("mg", TextField()), BAR, "route", BAR, told, output_field=TextField())
    began, passed = SupportEpisode.objects, SupportEpisode.objects.exclude(ended_at=None)
    return [
        _lines(
            MedicationAdministration, "dose", "given_at", code=F("kind"), words=dose,
            writer="given_by",
        ),
        _lines(began, "support", "started_at", noted="started_at"),
        _lines(passed, "support_end", "ended_at", noted="ended_at", words=F("helped"), writer="ended_by"),
        _lines(
            EmergencyRun, "emergency", "started_at", noted=Coalesce("recorded_at", "started_at"),
            writer="started_by",
        ),
        _lines(
            EmergencyRun.objects.exclude(ended_at=None), "emergency_end", "ended_at",
            noted="ended_at", code=F("outcome"), writer="ended_by",
        ),
    ]  # fmt: skip


def _steps() -> QuerySet[Any]:
    return _lines(
        EmergencyStep, "step", "done_at", code=F("kind"), words=F("text"), writer="done_by"
    )


def _lines(
    rows: Any, kind: str, moment: str, *, noted: Any = "recorded_at", code: Any = "", words: Any = "",
    writer: str = "recorded_by", grade: Any = None, earlier: Any = None,
) -> QuerySet[Any]:  # fmt: skip
    """One table's rows in the columns that all of them share."""
    rows = getattr(rows, "objects", rows)
    names = {one.name for one in rows.model._meta.get_fields()}
    struck = "voided_at" in names
    return rows.annotate(
        row_kind=Value(kind, output_field=CharField()),
        at=F(moment),
        noted_at=F(noted) if isinstance(noted, str) else noted,
        row_code=Cast(_plain(code), CharField()),
        words=Cast(_plain(words), TextField()),
        writer=F(f"{writer}__user__full_name"),
        struck_at=F("voided_at") if struck else Cast(Value(None), DateTimeField()),
        striker=Coalesce("voided_by__user__full_name", Value("")) if struck else Value(""),
        row_key=F("key") if "key" in names else Value("", output_field=CharField()),
        tablet=F("device_at") if "device_at" in names else Cast(Value(None), DateTimeField()),
        grade=Cast(_plain(grade), IntegerField()),
        earlier=Cast(_plain(earlier), IntegerField()),
    ).values_list(*COLUMNS)


def _plain(value: Any) -> Any:
    return Value(value) if value is None or isinstance(value, str) else value
