"""`python -m web.cli`: the command `alur` of this very tree."""

from web.cli import main

main()
