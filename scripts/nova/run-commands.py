"""Runs commands of OpenStack Nova, and those of groups.py, each in a process of its own, as they start from a shell.

Nova takes seconds to load, so it is loaded once and each process is forked. A line of standard input
is one command: a JSON list of the program and its arguments. A line of standard output is its result:
{"code": exit code, "output": everything that it wrote}.
"""
import json
import os
import sys
import tempfile

from nova import objects
from nova.cmd import manage, status

import groups

PROGRAMS = {
    'nova-manage': manage.main,
    'nova-status': status.main,
    'fill': groups.fill,
    'show': groups.show,
}

# What every command would load: half a second of each.
objects.register_all()

for line in sys.stdin:
    command = json.loads(line)
    with tempfile.TemporaryFile('w+') as output:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            sys.argv = command
            sys.exit(PROGRAMS[command[0]]())
        _, ended = os.waitpid(child, 0)
        output.seek(0)
        result = {'code': os.waitstatus_to_exitcode(ended), 'output': output.read()}
    print(json.dumps(result), flush=True)
