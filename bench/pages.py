"""The pages that are open all day, against the yardstick, alternated in one run."""

from collections.abc import Callable, Iterator

from bench.clinic import Measured
from bench.load import Caller, alternate
from bench.result import Result

ROUNDS, EACH = 5, 12


def measure(
    base_url: str, control_url: str, session_key: str, clinic: Measured
) -> Iterator[Result]:
    yardstick = _asks(Caller(control_url, {"sessionid": session_key}), "/y/")
    caller = Caller(base_url, clinic.cookies)
    chart = f"/patients/{clinic.full.patient_id}/"
    for name, path, goal in (
        ("my day / Y", "/", 6.0),
        ("patients / Y", "/patients/", 3.0),
        ("chart / Y", chart, 4.0),
        ("calendar day / Y", "/calendar/", 4.0),
    ):
        yield Result(name, _ratio(_asks(caller, path), yardstick), goal, "x")
    room = f"/sessions/{clinic.quiet.pk}/pulse/"
    etag = caller.ask(room).headers.get("etag", "")
    poll = _asks(caller, room, status=304, headers={"If-None-Match": etag})
    yield Result("poll of a room where nothing happened / Y", _ratio(poll, yardstick), 1.5, "x")


def _ratio(one: Callable[[], float], other: Callable[[], float]) -> float:
    return alternate(one, other, rounds=ROUNDS, per_round=EACH)


def _asks(
    caller: Caller, path: str, *, status: int = 200, headers: dict[str, str] | None = None
) -> Callable[[], float]:
    def ask() -> float:
        answer = caller.ask(path, headers=headers)
        assert answer.status == status, f"{path}: {answer.status}"
        return answer.seconds

    return ask
