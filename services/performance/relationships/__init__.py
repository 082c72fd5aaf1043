"""Who stands by whom beside the line: dotted-line leads, HR partners, mentors and leads of projects, and since when."""
