"""A client that keeps its connection, and the figures of what it saw."""

import http.client
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    body: bytes
    headers: dict[str, str]


class Caller:
    """One person at one screen: a kept connection and their cookies."""

    def __init__(self, base_url: str, cookies: dict[str, str]) -> None:
        self.host = urlsplit(base_url).netloc
        self.cookies = dict(cookies)
        self.connection = http.client.HTTPConnection(self.host, timeout=30)

    def ask(
        self, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "Host": self.host} | (headers or {})
        begun = time.perf_counter()
        self.connection.request(
            "POST" if body is not None else "GET", path, body=body, headers=sent
        )
        answer = self.connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - begun
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(
            answer.status, seconds, content, {k.lower(): v for k, v in answer.getheaders()}
        )


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def alternate(
    one: Callable[[], float], other: Callable[[], float], *, rounds: int, per_round: int
) -> float:
    """The median over rounds of (median time of `one`) / (median time of `other`)."""
    for act in (one, other):
        for _turn in range(3):
            act()
    ratios = []
    for _round in range(rounds):
        mine = median(one() for _turn in range(per_round))
        theirs = median(other() for _turn in range(per_round))
        ratios.append(mine / theirs)
    return median(ratios)
