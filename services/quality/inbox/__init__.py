"""What waits for somebody: the next gate of every record whose gate is theirs."""
