"""Documents meant for the patient, and what the clinic may send."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from messaging.domain.preferences import channel_for
from messaging.models import OptOut
from patients.models import Document


def paper(patient, *, kind: str, at, status: str = "ready", **facts) -> Document:
    ready = {"content": b"%PDF-1.7 copy", "sha256": "0" * 64, "ready_at": at}
    return Document.objects.create(
        patient=patient, kind=kind, key=f"{kind}-{patient.pk}", title=f"Title of {kind}", due_at=at,
        status=status, **(ready if status == "ready" else {}), **facts,
    )  # fmt: skip


def test_a_copy_for_the_patient_can_be_fetched_and_is_logged(story, margo):
    copy = paper(story.patient, kind="patient_copy", at=story.at)

    page = margo.get(reverse("portal:documents")).text
    file = margo.get(reverse("portal:document", args=[copy.pk]))

    assert "Title of patient_copy" in page
    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7 copy", "application/pdf")
    assert file["Content-Disposition"] == 'attachment; filename="2026-03-02.pdf"'
    assert AuditEvent.objects.filter(action="document.read", outcome="read").count() == 1


@pytest.mark.parametrize("kind", ["session_note", "referrer_letter", "upload"])
def test_the_clinics_own_papers_are_not_found_here(story, margo, kind):
    own = paper(story.patient, kind=kind, at=story.at)

    assert margo.get(reverse("portal:document", args=[own.pk])).status_code == 404
    assert "Title of" not in margo.get(reverse("portal:documents")).text


def test_a_paper_that_is_not_made_yet_is_not_shown(story, margo):
    due = paper(story.patient, kind="patient_copy", at=story.at, status="due")

    assert margo.get(reverse("portal:document", args=[due.pk])).status_code == 404


def test_another_patients_copy_is_not_found(story, margo):
    other = story.new_patient("Dele Bright", key="dele")
    copy = paper(other, kind="patient_copy", at=story.at)

    assert margo.get(reverse("portal:document", args=[copy.pk])).status_code == 404


@pytest.mark.parametrize(
    ("channel", "left"),
    [
        pytest.param("sms", "email", id="no texts"),
        pytest.param("email", "sms", id="no e-mails"),
        pytest.param("all", None, id="nothing at all"),
    ],
)
def test_stopping_counts_at_once(story, margo, channel, left):
    story.consented(("messaging_sms", "messaging_email"))

    for _twice in range(2):
        margo.post(reverse("portal:message_choices"), {"channel": channel})

    assert channel_for(story.patient, at=story.at) == left
    assert OptOut.objects.filter(patient=story.patient, topic=channel).count() == 1


def test_the_page_says_what_is_on(story, margo):
    story.consented(("messaging_sms",))

    page = margo.get(reverse("portal:message_choices")).text

    assert "Stop text messages" in page
    assert reverse("portal:read", args=["messaging_email"]) in page


def test_an_unknown_channel_stops_nothing(story, margo):
    margo.post(reverse("portal:message_choices"), {"channel": "pigeon"})

    assert not OptOut.objects.exists()


def test_the_desk_uses_its_own_page(story, signed_in):
    client = signed_in(story.flo.user)

    assert client.post(reverse("portal:message_choices"), {"channel": "all"}).status_code == 403
    assert not OptOut.objects.exists()
