"""Facts: what the reports compute of each step and case, kept for questions over many of them; docs/facts.md.

An exact cache of the raw rows, brought up to date by a duty of the worker: `refreshing` finds the cases that changed
(`dirty`), `computing` and `steps` make their facts with the functions of tasks.reports, `rollups` keeps the months'
sums and sketches in step, `reading` answers. Imports reports beside the plain modules.
"""
