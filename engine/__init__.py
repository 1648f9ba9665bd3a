"""What is happening: definitions, instances, expressions, timers, office time, audit trail, database.

Imports processes and SQLAlchemy; SpiffWorkflow in engine.spiff alone.
"""
