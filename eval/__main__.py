"""`python -m eval`."""

from eval.commands import main

main()
