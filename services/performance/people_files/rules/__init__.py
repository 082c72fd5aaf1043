"""What a file of people says, what it makes of employments, and which of its rows stand. Pure."""
