"""Trying an SOP out: plays on a fresh office in memory, and saved scenarios that are played on every change.

Imports the plain modules and what the worker does; nothing outside web imports it but tasks.library's checks.
"""
