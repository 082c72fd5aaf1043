"""Whether a process is stable: control charts of its measurements."""
