"""Several offices of one installation: their figures side by side, and inspectors who visit one. Reads tasks.facts."""
