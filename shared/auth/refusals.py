"""What a caller without the right token hears. It never says which check failed: that would help only a forger."""

from datetime import timedelta

from shared.problems import Forbidden, Unauthorized, Unavailable


class TokenMissing(Unauthorized):
    """Sign in: the request carries no bearer token."""


class TokenInvalid(Unauthorized):
    """The token is not one that we accept."""


class TokenExpired(TokenInvalid):
    """The token has expired. Sign in again."""


class ReauthenticationRequired(Unauthorized):
    """Sign in again: this needs somebody who proved only just now who they are."""

    @classmethod
    def within(cls, age: timedelta) -> "ReauthenticationRequired":
        seconds = int(age.total_seconds())
        challenge = f'Bearer error="insufficient_user_authentication", max_age="{seconds}"'
        return cls(headers={"www-authenticate": challenge}, max_age_seconds=seconds)


class MissingScope(Forbidden):
    """The token lacks the scope that this needs."""


class ProviderUnavailable(Unavailable):
    """The identity provider can't be reached, so no token can be checked. Try again in a moment."""
