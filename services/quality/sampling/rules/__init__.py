"""Acceptance sampling by attributes: published plans, their operating characteristics, switching. Pure; never rounded.

Qualities are shares of 1: nonconforming units a unit, or nonconformities a unit for the Poisson model.
"""
