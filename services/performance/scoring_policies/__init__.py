"""By what answers become a score: weights of roles, what is missing, veto and bands, in immutable versions."""
