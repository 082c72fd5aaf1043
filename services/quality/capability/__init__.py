"""Whether a process can keep its specification: what its spread leaves between the limits."""
