#!/bin/sh
# Makes sure that the data folder belongs to the program, then becomes the program.
set -e
dir="${DATA_DIR:-/app/data}"
mkdir -p "$dir"
chown -R 1001:1001 "$dir"
exec "$@"
