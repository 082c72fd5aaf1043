"""What was measured of people and units: taken by the thousand, corrected, voided, and never changed."""
