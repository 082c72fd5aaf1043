"""Measurement system analysis after the AIAG manual (4th edition, 2010). Pure; float64, nothing is rounded.

What a study can't tell is None, never 0 and never infinite.
"""
