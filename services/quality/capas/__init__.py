"""Corrective and preventive action: causes, actions, and gates that nobody can talk past."""
