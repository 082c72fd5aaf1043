"""From inspected lots and decisions to the state of inspection. Pure."""
