"""`python -m tests.photos.served up|web`: the very server, with the tests' page added."""

import sys

from counter import __main__ as program
from counter import clock
from tests.photos.page import add_to
from tests.support.served import Ahead

if __name__ == "__main__":
    plain = program.create_app
    clock.datetime = Ahead
    program.create_app = lambda: add_to(plain())
    program.main(sys.argv[1])
