"""What this room refuses with."""


class CannotStart(RuntimeError):
    """The message says why, with the end of the server's log."""
