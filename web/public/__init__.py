"""The public pages under /layanan: plain words, phone first, one group of questions per page, no script needed."""
