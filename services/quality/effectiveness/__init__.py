"""Whether a corrective action worked, by a criterion that was fixed before it began."""
