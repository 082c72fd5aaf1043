"""How scales, templates and policies of reviews live: numbered versions that never change once published."""
