"""What of the work comes out right: defects per opportunity, yields of a line and sigma levels."""
