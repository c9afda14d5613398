"""Laying down many history triggers at once: the same triggers, without rendering every model anew each time."""

from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class AddTriggers(Operation):
    """Each operation as pgtrigger would do it; the state is told once, since triggers shape no model."""

    serialization_expand_args = ["operations"]
    reduces_to_sql = True

    def __init__(self, operations: list[AddTrigger]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for one in self.operations:
            options = state.models[app_label, one.model_name].options
            options["triggers"] = [*options.get("triggers", []), one.trigger]

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} history triggers"
