"""The probability distributions that charts, capability, gage studies and sampling plans stand on; pure, no table."""
