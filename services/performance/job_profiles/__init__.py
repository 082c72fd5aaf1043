"""What jobs there are: families of jobs, job profiles, and the levels on which each can be done."""
