"""Loads a file of a function and calls its handlers with events of the usual kinds: bootstrap.py FILE"""
import importlib
import importlib.util
import inspect
import os
import sys
import threading
import types
from unittest import mock

sys.path.insert(0, os.getcwd())
sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[1])))


class StandIn(types.ModuleType):
    """For libraries of providers: whatever is asked of it is there."""
    __path__ = []

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return Exception if name.endswith('Error') else (lambda function: function) if name in ('http', 'cloud_event') else mock.MagicMock(name=name)


for name in ('azure', 'azure.functions', 'functions_framework', 'boto3', 'botocore', 'botocore.exceptions'):
    try:
        importlib.import_module(name)
    except ImportError:
        sys.modules[name] = StandIn(name)

HTTP = {'httpMethod': 'POST', 'path': '/', 'headers': {'content-type': 'application/json', 'user-agent': 'Mozilla/5.0'}, 'queryStringParameters': {'q': 'example'}, 'body': '{"name": "example"}', 'isBase64Encoded': False}
OBJECT = {'Records': [{'eventSource': 'aws:s3', 'eventName': 'ObjectCreated:Put', 's3': {'bucket': {'name': 'app-data'}, 'object': {'key': 'in/example.csv', 'size': 120}}}]}
MESSAGE = {'Records': [{'eventSource': 'aws:sqs', 'messageId': '1', 'body': '{"name": "example"}'}]}
TIMER = {'source': 'aws.events', 'detail-type': 'Scheduled Event', 'detail': {}}

specification = importlib.util.spec_from_file_location('lambda_function', sys.argv[1])
module = importlib.util.module_from_spec(specification)
sys.modules['lambda_function'] = module
specification.loader.exec_module(module)


def call(function, values):
    try:
        function(*values)
    except BaseException as problem:
        print(f'{function.__name__}: {type(problem).__name__}: {problem}', file=sys.stderr)


own = [f for key, f in vars(module).items() if inspect.isfunction(f) and not key.startswith('_') and f.__module__ == 'lambda_function']
handlers = [f for f in own if any(word in f.__name__.lower() for word in ('handler', 'main', 'entry'))] or own
for function in handlers[:10]:
    count = len([p for p in inspect.signature(function).parameters.values() if p.default is p.empty])
    for event in (HTTP, OBJECT, MESSAGE, TIMER):
        request = mock.MagicMock(method='POST', args={'q': 'example'}, get_json=lambda *a, **k: {'name': 'example'}, data=b'{"name": "example"}')
        values = [event if count > 1 else request, mock.MagicMock(aws_request_id='1', function_name='app')][:count]
        thread = threading.Thread(target=call, args=(function, values), daemon=True)
        thread.start()
        thread.join(5)
sys.stdout.flush()
os._exit(0)
