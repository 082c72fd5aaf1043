"""When a gage that is not fit may measure all the same: asked for with a reason, approved by somebody else."""
