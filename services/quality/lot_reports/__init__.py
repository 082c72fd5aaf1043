"""A lot that was not accepted becomes a nonconformance, one however often it is reported or corrected."""
