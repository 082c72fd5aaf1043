"""What a person or team wants to reach by when: goals, their key results, and the check-ins that show how far it is."""
