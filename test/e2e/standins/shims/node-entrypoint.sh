#!/bin/sh
# What follows `docker run node` goes to node, unless it is a command of its own.
set -e
if [ "${1#-}" != "$1" ] || ! command -v "$1" > /dev/null || { [ -f "$1" ] && [ ! -x "$1" ]; }; then
  set -- node "$@"
fi
exec "$@"
