"""Capability of what a caller sends, and of what is stored."""
