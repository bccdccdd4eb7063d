"""`python -m cobrand.cli`, which is `cobrand`."""

from cobrand.cli import main

if __name__ == "__main__":
    main()
