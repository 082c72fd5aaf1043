"""The numbers, one statement each: kept counts of nonconformances, and corrective actions as the viewer sees them."""
