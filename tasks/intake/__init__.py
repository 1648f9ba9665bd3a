"""Files that a process owner imports an SOP from: kept while their table is confirmed, then made a draft."""
