"""Somebody with a phone in their hand: no sign-in, only the address from the card."""

import html
import re

from counter.links.addressing import token_of
from counter.warranty import linking
from tests import factories


def path_of(card):
    return f"/c/{token_of(linking.current(card, factories.NOW))}"


class Somebody:
    def __init__(self, client, path, language="en", address="203.0.113.7"):
        self.client, self.path = client, path
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        client.environ_base["REMOTE_ADDR"] = address

    def look(self, more="", **headers):
        return self.client.get(self.path + more, headers=headers)

    def type(self, digits, more="", **headers):
        found = re.search(r'name="csrf_token" value="([^"]+)"', text_of(self.look(more)))
        token = found[1] if found else self.client.csrf
        return self.client.post(
            self.path + more, data={"csrf_token": token, "digits": digits}, headers=headers
        )

    def enter(self, digits="8000"):
        """The text of the card's page."""
        answer = self.type(digits)
        assert answer.status_code == 303, text_of(answer)
        return text_of(self.client.get(answer.location))


def text_of(answer):
    return html.unescape(answer.get_data(as_text=True))
