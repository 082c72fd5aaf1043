"""Feedback that somebody asks for: of colleagues and of people outside, who answer, decline or let it expire."""
