"""The diagrams, tables, catalogues and calendars shipped with Alur: data only, imports nothing."""
