"""A time in which people are evaluated: who, by which form and policy, until when; and its launch."""
