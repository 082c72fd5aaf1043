"""Corrective and preventive action, and whether it worked."""
