"""Scenarios that come with the SOPs, as files of alur scenario; a new office has them from the start."""
