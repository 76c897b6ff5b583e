"""The token of a link: 26 characters without look-alikes, 128 bits.

The books keep only its hash, and still the same QR code can be printed again: the token is derived (HMAC-SHA256) from
128 random bits in the row, the record, the purpose and the app's SECRET_KEY. Who copies the books has no token, who
learns the secret has no salt. The other ways were worse: a token kept encrypted asks for one more library and gives
no more than this; a new link at each printing either closes the card in the customer's drawer or leaves one more
door open each time. When SECRET_KEY changes, papers that are out go on opening, since their hash stays; only printing
again then asks for a new link.
"""

import hashlib
import hmac
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # as on card numbers
LENGTH = 26  # 31 ** 26 > 2 ** 128


def derived(secret: str, salt: str, record_kind: str, record_id: int, purpose: str) -> str:
    said = "\0".join(("counter.links", salt, record_kind, str(record_id), purpose))
    number = int.from_bytes(hmac.digest(secret.encode(), said.encode(), "sha256"), "big")
    token = ""
    for _place in range(LENGTH):
        number, value = divmod(number, len(ALPHABET))
        token += ALPHABET[value]
    return token


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def normalise(text: str) -> str:
    """As it is printed, of what somebody typed from the paper."""
    return unicodedata.normalize("NFKC", text[: 2 * LENGTH]).strip().upper()
