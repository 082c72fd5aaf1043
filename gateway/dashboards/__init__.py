"""What the services say of themselves, side by side; a part that is missing says why."""
