"""From answers to a level: item, assignment, role, section, the whole, in this order. Pure."""
