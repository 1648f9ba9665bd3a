"""Moving running cases to another version of their SOP: what would happen, a job that does it, what became of each."""
