"""Pages for people, one file per area; each file is one blueprint, listed in web/app.py."""
