"""A worker that ends before it answers."""

import os


def serve() -> None:
    os._exit(9)
