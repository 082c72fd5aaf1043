"""What the organisation does again and again, who answers for it, and the name everything measured is filed under."""
