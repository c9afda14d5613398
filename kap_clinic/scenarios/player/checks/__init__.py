"""The facts that must hold after a step: one small function a check."""

from kap_clinic.scenarios.player.checks.difference import Difference
from kap_clinic.scenarios.player.checks.table import compare

__all__ = ["Difference", "compare"]
