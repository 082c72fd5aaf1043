"""What can be done with corrective actions and what belongs to them."""
