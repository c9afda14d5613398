"""What people do at a tablet: sign in on it, lock it, open it."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from tests.support.pages import BACKEND, page
from tests.support.story import Story

NOORS, ANAS = "740291", "859346"
PAGE = {"accept": "text/html"}
SCRIPT = {"accept": "application/json"}
HOME = "/settings/pin/"  # every member of staff may open it


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def room(story: Story, name: str = "live") -> str:
    return reverse(f"sessions:{name}", args=[story.session.pk])


def lock(client: Client, story: Story) -> HttpResponse:
    return client.post(room(story, "lock"), headers=SCRIPT)


def unlock(
    client: Client, member: Membership, pin: str, *, headers: dict[str, str] = SCRIPT, **more: str
) -> HttpResponse:
    typed = {"member": member.pk, "pin": pin, **more}
    return client.post(reverse("sessions:unlock"), typed, headers=headers)


def who(client: Client) -> str:
    return page(client.get(HOME, headers=PAGE)).select_one(".rail__foot").get_text(" ")
