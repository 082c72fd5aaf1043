"""Files of people from HR systems: what they would change, what they change, and the people as such a file."""
