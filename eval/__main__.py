"""`python -m eval`."""

from eval.commands import main

main(prog_name="python -m eval")
