"""Cycles as their callers see them, and what makes their reviews."""
