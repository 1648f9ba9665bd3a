"""Evidence that stands away from Alur: packs with trail, SOPs, data and a verifier; event logs in XES and OCEL 2.0."""
