"""The features of this service: one import and one name each."""

from services.performance.goals.router import key_results
from services.performance.goals.router import router as goals
from services.performance.people.router import router as people
from services.performance.people.router import units
from services.performance.summary.router import router as summary

FEATURES = [people, units, goals, key_results, summary]
