"""The waiting room: who comes today, queue numbers, calls to a counter, and who did not come."""
