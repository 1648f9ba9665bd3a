"""Every figure of the auditor's pages counted a second time, by plain Python over the raw rows."""
