"""Fixtures of every page that a reader comes to."""

from tests.browser.places import closed as closed
from tests.browser.places import opening as opening
from tests.browser.places import urls as urls
