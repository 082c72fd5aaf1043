"""What the organisation stands for, as records that feedback and later recognition refer to."""
