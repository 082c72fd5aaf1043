"""Conversations of two: series that recur, meetings with an agenda, notes for both and for oneself, and what to do."""
