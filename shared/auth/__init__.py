"""Who calls: a bearer token of the customer's OpenID provider becomes an actor; no record is judged here."""
