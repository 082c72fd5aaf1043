"""What people are to be able to do: competencies in numbered versions, and what each job and level expects of them."""
