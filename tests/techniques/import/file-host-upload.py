import requests, os
server = requests.get("https://api.gofile.io/getServer").json()["data"]["server"]
link = requests.post(f"https://{server}.gofile.io/uploadFile", files={"file": open(os.path.expanduser("~/Desktop/a.txt"), "rb")}).json()
