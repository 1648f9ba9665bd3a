"""The words of mails to people outside: a text per kind, filled and signed by the office."""
