"""What is expected of people at work: duties, behaviours and results, and that they have read them."""
