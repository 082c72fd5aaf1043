"""How a corrective action moves, and what each of its gates asks for. Pure."""
