"""Imports what a distribution has, calls its functions with arguments of the usual kinds, starts its console scripts: test.py NAME [MODULE]"""
import importlib
import importlib.metadata
import inspect
import subprocess
import sys
import threading

PATIENCE, MOST = 8, 30


def modules(distribution):
    top = (distribution.read_text('top_level.txt') or '').split()
    if not top:
        for file in distribution.files or []:
            part = file.parts[0]
            if part.endswith('.py'):
                part = part[:-3]
            if part.isidentifier() and part not in top and (len(file.parts) > 1 or str(file).endswith('.py')):
                top.append(part)
    return [name for name in top if name.isidentifier()][:10]


def arguments(function):
    usual = {'url': 'https://example.com/', 'path': '/root/app', 'file': '/root/app/package.json', 'name': 'app', 'data': {'name': 'app'}, 'n': 3}
    try:
        wanted = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    except (TypeError, ValueError):
        return [(), ('https://example.com/',)]
    named = tuple(next((v for k, v in usual.items() if k in p.name.lower()), 'example') for p in wanted)
    return [named] if named else [()]


def use(name):
    try:
        module = importlib.import_module(name)
    except BaseException as problem:
        print(f'{name}: {type(problem).__name__}: {problem}', file=sys.stderr)
        return
    own = [value for key, value in vars(module).items() if callable(value) and not key.startswith('_') and getattr(value, '__module__', '').split('.')[0] == name.split('.')[0]]
    for function in own[:MOST]:
        for values in arguments(function):
            def call():
                try:
                    function(*values)
                except BaseException:
                    pass
            thread = threading.Thread(target=call, daemon=True)
            thread.start()
            thread.join(1)


if len(sys.argv) > 2:
    use(sys.argv[2])
    sys.stdout.flush()
    import os
    os._exit(0)


def run(*command):
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        pass


try:
    distribution = importlib.metadata.distribution(sys.argv[1])
except importlib.metadata.PackageNotFoundError:
    sys.exit('the package was not installed')
for module in modules(distribution):
    run(sys.executable, sys.argv[0], sys.argv[1], module)
for script in [entry.name for entry in distribution.entry_points if entry.group == 'console_scripts'][:10]:
    run(script, '--help')
