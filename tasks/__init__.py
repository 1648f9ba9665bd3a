"""Who must do what by when: tasks, forms, rights, clocks, breaches, reports.

Opens the transactions; imports engine and processes, never HTTP.
"""
