"""What should happen: the SOP as frozen data, read from and written to BPMN; lint and layout."""
