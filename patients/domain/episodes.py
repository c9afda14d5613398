"""The phase of a course of care, and who may move it."""

from accounts.acts import invalid
from patients.enums import EpisodeStatus, Phase
from patients.models import EpisodeOfCare, Patient


def open_episode(patient: Patient) -> EpisodeOfCare:
    """The patient's course of care that is open now; refused where it is over."""
    episode = (
        EpisodeOfCare.objects.select_related("patient__clinic")
        .filter(patient=patient, status=EpisodeStatus.ACTIVE)
        .first()
    )
    if episode is None:
        raise invalid(f"The course of care of {patient} is over. Open a new one first.")
    return episode


def hold(episode: EpisodeOfCare) -> None:
    """Two who act on one course of care go one after the other from here on."""
    EpisodeOfCare.objects.select_for_update(of=("self",), no_key=True).get(pk=episode.pk)


def enter_phase(episode: EpisodeOfCare, phase: Phase) -> None:
    """Move to a phase; a course of care that is over stays where it ended."""
    if episode.status != EpisodeStatus.ACTIVE or episode.phase == phase:
        return
    episode.phase = phase
    episode.save(update_fields=["phase"])
