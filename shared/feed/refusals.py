from shared.problems import Problem


class CursorExpired(Problem):
    """What came next has left the feed, which goes back 90 days: read the records anew, then begin without a cursor."""

    status = 410
