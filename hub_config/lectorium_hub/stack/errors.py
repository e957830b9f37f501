"""What can go wrong with the stack, said in three sentences."""


class StackError(Exception):
    """What happened, what is safe, what to do."""

    def __init__(self, happened: str, safe: str, action: str) -> None:
        super().__init__(f"{happened} {safe} {action}")
        self.happened = happened
        self.safe = safe
        self.action = action

    @property
    def sentences(self) -> tuple[str, str, str]:
        """The three sentences, in the order in which people read them."""
        return self.happened, self.safe, self.action
