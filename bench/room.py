"""The live room under twenty tablets, and a full one against an empty one."""

import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from statistics import median

from django.utils import timezone

from bench.clinic import Measured
from bench.load import Caller, alternate, quantile
from bench.result import Result
from sessions.authors import author_word
from sessions.models import MedicineSession

SEEN = re.compile(rb'id="room-seen"[^>]*value="([^"]*)"')
TAPS_EACH, PAUSE_SECONDS = 12, 2.5  # a tap and a poll from each room every two and a half seconds


def measure(base_url: str, clinic: Measured) -> Iterator[Result]:
    yield _taps(base_url, clinic)
    yield _full_against_empty(base_url, clinic)


def _taps(base_url: str, clinic: Measured) -> Result:
    """Each tablet taps and polls as the page does; the time is from sending to the answer that says saved.

    All rooms stand open before the first tap, and no two hands move in step.
    """
    times: list[float] = []
    wrong: list[str] = []
    opened = threading.Barrier(len(clinic.rooms))
    threads = [
        threading.Thread(
            target=_tablet,
            args=(base_url, clinic, room, times, wrong),
            kwargs={"opened": opened, "behind": PAUSE_SECONDS * place / len(clinic.rooms)},
        )
        for place, room in enumerate(clinic.rooms)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    note = f"{len(times)} taps, p50 {median(times) * 1000:.0f} ms, {len(wrong)} not stored"
    figure = quantile(times, 0.95) * 1000 if not wrong else float("inf")
    return Result("tap to saved, 20 rooms, p95", figure, 150, "ms", note)


def _tablet(
    base_url: str,
    clinic: Measured,
    room: MedicineSession,
    times: list[float],
    wrong: list[str],
    *,
    opened: threading.Barrier,
    behind: float,
) -> None:
    caller = Caller(base_url, clinic.cookies)
    page = caller.ask(f"/sessions/{room.pk}/")
    opened.wait()
    time.sleep(behind)
    seen = SEEN.search(page.body)
    assert seen, "the page says what it has seen"
    etag, token = f'"{seen[1].decode()}"', caller.cookies.get("csrftoken", "")
    for number in range(TAPS_EACH):
        body = json.dumps({"entries": [_tap(clinic, room, number)], "sent_at": _now()}).encode()
        answer = caller.ask(
            f"/sessions/{room.pk}/sync/", body=body,
            headers={
                "Content-Type": "application/json", "X-CSRFToken": token, "Referer": base_url,
                "Kap-Seen": etag.strip('"'),
            },
        )  # fmt: skip
        times.append(answer.seconds)
        if answer.status != 200 or b'"stored"' not in answer.body or b"refused" in answer.body:
            wrong.append(f"{answer.status} {answer.body[:120]!r}")
        if (word := json.loads(answer.body).get("seen")) is not None:
            etag = f'"{word}"'
        pulse = caller.ask(f"/sessions/{room.pk}/pulse/", headers={"If-None-Match": etag})
        etag = pulse.headers.get("etag", etag)
        time.sleep(PAUSE_SECONDS)
    assert page.status == 200, page.status


def _tap(clinic: Measured, room: MedicineSession, number: int) -> dict[str, object]:
    return {
        "id": str(uuid.uuid4()), "kind": "event", "facts": {"code": "tears"}, "at": _now(),
        "device_at": _now(), "counter": number, "author": author_word(clinic.story.raj, room.pk),
    }  # fmt: skip


def _now() -> str:
    return timezone.now().isoformat()


def _full_against_empty(base_url: str, clinic: Measured) -> Result:
    caller = Caller(base_url, clinic.cookies)

    def page_of(room: MedicineSession) -> float:
        answer = caller.ask(f"/sessions/{room.pk}/")
        assert answer.status == 200, answer.status
        return answer.seconds

    ratio = alternate(
        lambda: page_of(clinic.full), lambda: page_of(clinic.quiet), rounds=5, per_round=8
    )
    return Result("room with 300 events and 60 readings / empty", ratio, 1.5, "x")
