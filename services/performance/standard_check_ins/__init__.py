"""Check-ins that nobody makes by hand: goals and key results that follow a productivity standard."""
