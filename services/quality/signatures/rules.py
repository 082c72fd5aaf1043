"""What a signature can mean, and how fresh the proof of the person has to be."""

from datetime import timedelta
from enum import StrEnum

FRESH = timedelta(minutes=5)


class Meaning(StrEnum):
    AUTHORED = "authored"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    VERIFIED = "verified"
    REJECTED = "rejected"
