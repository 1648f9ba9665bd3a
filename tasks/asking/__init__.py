"""Questions of one's own over the facts: pivots, the rows behind a figure, saved questions, exports without a limit.

Imports reports and facts beside the plain modules; nothing here imports anything else of tasks' sub-packages.
"""
