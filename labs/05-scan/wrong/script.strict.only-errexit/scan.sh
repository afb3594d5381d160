#!/usr/bin/env bash
# ./scan.sh IMAGE [SEVERITIES]
# Ends with 0 when nothing is found, 1 when something is, 2 when it could not look.
set -e

if [ "$#" -lt 1 ]; then
  echo "usage: ./scan.sh IMAGE [SEVERITIES]" >&2
  exit 2
fi
image=$1
severities=${2:-HIGH,CRITICAL}

# One version that somebody has looked at; never latest.
scanner=aquasec/trivy:0.69.3
# Trivy ends with 1 when it breaks, so findings get a number of their own.
found=10

echo "Scanning $image for $severities"
status=0
docker run --rm \
  -v /var/run/docker.sock:/var/run/docker.sock \
  -v trivy-cache:/root/.cache \
  "$scanner" image \
  --image-src docker \
  --exit-code "$found" \
  --severity "$severities" \
  --no-progress \
  "$image" || status=$?

case $status in
  0)
    echo "Clean: no $severities in $image"
    ;;
  "$found")
    echo "Vulnerabilities detected in $image" >&2
    exit 1
    ;;
  *)
    echo "The scanner broke (status $status): nothing is known about $image" >&2
    exit 2
    ;;
esac
