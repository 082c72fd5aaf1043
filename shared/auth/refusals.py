"""What a caller without the right token hears. It never says which check failed: that would help only a forger."""

from shared.problems import Forbidden, Unauthorized, Unavailable


class TokenMissing(Unauthorized):
    """Sign in: the request carries no bearer token."""


class TokenInvalid(Unauthorized):
    """The token is not one that we accept."""


class TokenExpired(TokenInvalid):
    """The token has expired. Sign in again."""


class MissingScope(Forbidden):
    """The token lacks the scope that this needs."""


class ProviderUnavailable(Unavailable):
    """The identity provider can't be reached, so no token can be checked. Try again in a moment."""
