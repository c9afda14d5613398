"""The same lines sent fifty times at once: a tablet that lost the answers asks again and again."""

import json
import uuid
from collections import Counter

from django.test import Client

from sessions.authors import author_word
from sessions.models import SessionEvent, VitalSigns
from tests.races.crowd import at_once
from tests.support.pages import BACKEND
from tests.support.rooms import at
from tests.support.story import Story

TIMES = 50


def test_fifty_at_once_are_one(scratch_db, time_machine):
    story = Story().under_way()
    time_machine.move_to(story.at, tick=False)
    before, address = VitalSigns.objects.count(), at(story, "sync")
    shared = {
        "at": story.at.isoformat(), "device_at": story.at.isoformat(),
        "author": author_word(story.noor, story.session.pk),
    }  # fmt: skip
    numbers = {"systolic": 131, "diastolic": 84, "heart_rate": 76, "spo2": 98}
    lines = [
        shared
        | {"id": str(uuid.uuid4()), "counter": 1, "kind": "event", "facts": {"code": "tears"}},
        shared | {"id": str(uuid.uuid4()), "counter": 2, "kind": "vitals", "facts": numbers},
    ]
    body = json.dumps({"entries": lines})
    client = Client()
    client.force_login(story.noor.user, backend=BACKEND)
    cookies = client.cookies

    def send() -> tuple[int, list[str]]:
        one = Client()
        one.cookies = cookies
        answer = one.post(address, body, content_type="application/json")
        return answer.status_code, [stored["state"] for stored in answer.json()["stored"]]

    outcomes = at_once(*[send] * TIMES)

    assert [one.error for one in outcomes if one.error] == []
    assert Counter(one.value[0] for one in outcomes) == {200: TIMES}
    assert (SessionEvent.objects.count(), VitalSigns.objects.count()) == (1, before + 1)
