"""What the domain says when it will not do something."""


class DomainError(Exception):
    """A sentence for the person who asked; nothing was changed."""


class Refusal(DomainError):
    """A refused act: a stable code for machines and tests, a sentence for people.

    `code` is one of accounts.enums.RefusalCode; `sentence` names the reason and the way on.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = str(code)
        self.sentence = sentence


class MoveNotAllowed(DomainError):
    """A status was asked to move where its table of moves does not lead."""
