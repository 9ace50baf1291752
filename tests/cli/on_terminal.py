#!/usr/bin/env python3
"""Runs a command with standard output on a terminal of 60 columns and passes on what it prints: on_terminal.py COMMAND…"""
import fcntl
import os
import pty
import struct
import sys
import termios


def main():
    os.environ.setdefault("TERM", "xterm-256color")
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        os.execvp(sys.argv[1], sys.argv[1:])
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
    os.waitpid(child, 0)


main()
