"""The audit trail: what happened to a record, told whole to those who may know, and proof that nobody changed it."""
