"""Where inspection stands of what is sampled lot by lot: normal, tightened, reduced or discontinued, and why."""
