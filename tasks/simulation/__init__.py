"""Simulation: an SOP's coming cases played on paper, to see queues, workload and lateness before they come."""
