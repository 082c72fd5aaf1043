"""What a standard means, which targets make sense, and whose target applies. Pure."""
