"""What is measured of a process, in which unit, and within which limits it is good."""
