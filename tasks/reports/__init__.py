"""What was done, how long it took and why it was late: for auditors, supervisors and process owners."""
