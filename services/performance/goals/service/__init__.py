"""What can be done with goals and their key results, and the roll-up that follows from it."""
