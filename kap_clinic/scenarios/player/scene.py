"""One step on its way to a verb: who acts, when, and with what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from accounts.acts import invalid, require
from accounts.models import Membership
from kap_clinic.scenarios.player.stage import Stage
from patients.models import EpisodeOfCare, Patient
from sessions.domain.current import session_to_act_in, session_to_record_in
from sessions.models import MedicineSession

type Verb = Callable[..., Any]


@dataclass(frozen=True)
class Scene:
    """`by` is a member here: what only the scheduler does never comes this far."""

    stage: Stage
    by: Membership
    at: datetime
    given: Mapping[str, Any]

    @property
    def patient(self) -> Patient:
        return self.stage.patient

    @property
    def episode(self) -> EpisodeOfCare:
        return self.stage.episode

    @property
    def who(self) -> dict[str, Any]:
        """The two facts that every verb takes."""
        return {"by": self.by, "at": self.at}

    def text(self, name: str) -> str:
        """What the file says, or nothing."""
        return cast(str, self.given.get(name, ""))

    def facts(self, *names: str) -> dict[str, Any]:
        """Those of these arguments that the file gives."""
        return {name: self.given[name] for name in names if name in self.given}

    def member(self, name: str) -> Membership | None:
        """The colleague an argument names, or None where it is not given."""
        return self.stage.staff[self.given[name]] if name in self.given else None

    def permitted(self, verb: Verb) -> None:
        """Permission comes before everything a step may lack."""
        require(self.by, *verb.permissions)  # type: ignore[attr-defined]

    def need(self, verb: Verb, *names: str) -> None:
        """Refuse a step that leaves out what the verb cannot do without, as a form would."""
        self.permitted(verb)
        if missing := [name for name in names if self.given.get(name, "") == ""]:
            raise invalid(f"Missing: {', '.join(missing)}.")

    def session_to_act_in(self, verb: Verb) -> MedicineSession:
        self.permitted(verb)
        return session_to_act_in(self.patient, self.episode, at=self.at)

    def session_to_record_in(self, verb: Verb) -> MedicineSession:
        self.permitted(verb)
        return session_to_record_in(self.patient, self.episode, at=self.at)
