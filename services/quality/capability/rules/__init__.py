"""Capability indices, expected fallout and how far they can be trusted. Pure; float64, nothing is rounded.

Values are in the characteristic's unit, missing ones left out. What is not defined is None, never 0 and never infinite.
"""
