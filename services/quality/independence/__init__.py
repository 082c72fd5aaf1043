"""Who may not do what because of the part they have in it: segregation of duties as one table."""
