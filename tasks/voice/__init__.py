"""What the public says of the service: complaints with their own clock, and the satisfaction survey."""
