"""How many units of a lot to inspect, when to accept it, and what such a plan lets through."""
