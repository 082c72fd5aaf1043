"""What makes reporting lines, employments and units valid. Pure."""
