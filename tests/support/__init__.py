"""What tests stand on: real databases, a real browser, and the count that says both were used."""
