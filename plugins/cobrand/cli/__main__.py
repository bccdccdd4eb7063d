"""`python -m cobrand.cli`, which is `cobrand`."""

from cobrand.cli.program import main

if __name__ == "__main__":
    main(prog_name="cobrand")
