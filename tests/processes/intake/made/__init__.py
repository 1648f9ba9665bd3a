"""Makes the corpus of SOP files (`python -m tests.processes.intake.made`); what it made is checked in."""
