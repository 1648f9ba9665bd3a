"""The steps that bring a database to the tables of engine/schema.py, one file each, run by engine/migrate.py."""
