"""How people and programs reach Alur: pages, REST API, command line.

Imports tasks and Flask; never SpiffWorkflow or a table.
"""
