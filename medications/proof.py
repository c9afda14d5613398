"""A second person proves on this device that it is them: how that goes stands with the accounts."""

from accounts.proof import WRONG, require_password, require_witness

__all__ = ["WRONG", "require_password", "require_witness"]
