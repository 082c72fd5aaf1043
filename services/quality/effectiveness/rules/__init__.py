"""What a corrective action has to show. Pure."""
