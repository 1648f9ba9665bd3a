"""The frame of every page: who asks, rights, languages, headers, errors, how numbers and times are read."""
