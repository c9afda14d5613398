"""YAML as nodes that know their lines."""

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kap_clinic.scenarios.language.errors import ScenarioError

# The same reader in C where libyaml is there, ten times as fast.
FASTEST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BOOLEAN = "tag:yaml.org,2002:bool"
MERGE = "tag:yaml.org,2002:merge"
NULL = "tag:yaml.org,2002:null"


def compose(text: str, file: str) -> Node:
    """The one document of a file."""
    try:
        node = yaml.compose(text, Loader=FASTEST)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ScenarioError(
            file, mark.line + 1 if mark else 1, f"This is not YAML: {error.problem}."
        ) from error
    except yaml.YAMLError as error:
        raise ScenarioError(file, 1, f"This is not YAML: {error}.") from error
    if node is None:
        raise ScenarioError(file, 1, "The file is empty.")
    return node


def line_of(node: Node) -> int:
    """The line where a node begins, counted from one."""
    return int(node.start_mark.line) + 1


def is_null(node: Node) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, ScalarNode) and node.tag == NULL


def is_scalar(node: Node) -> bool:
    """Whether it is one value, neither a list nor a mapping."""
    return isinstance(node, ScalarNode)


def is_plain_boolean(node: Node) -> bool:
    """Whether YAML reads this bare word as a boolean."""
    return isinstance(node, ScalarNode) and node.tag == BOOLEAN


def pairs(node: MappingNode) -> list[tuple[Node, Node]]:
    """The entries of a mapping, those it takes over by `<<` before its own."""
    taken, own = [], []
    for key, value in node.value:
        if key.tag == MERGE:
            taken += _taken_over(value)
        else:
            own.append((key, value))
    written = {key.value for key, _ in own}
    return [(key, value) for key, value in taken if key.value not in written] + own


def _taken_over(node: Node) -> list[tuple[Node, Node]]:
    sources = node.value if isinstance(node, SequenceNode) else [node]
    found: dict[str, tuple[Node, Node]] = {}
    for source in sources:
        if isinstance(source, MappingNode):
            for key, value in source.value:
                found.setdefault(str(key.value), (key, value))
    return list(found.values())
