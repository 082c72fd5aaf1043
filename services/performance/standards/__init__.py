"""Productivity standards: what is measured, in which direction it is better, and the targets of whom from when."""
