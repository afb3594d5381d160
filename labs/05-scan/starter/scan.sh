#!/bin/bash
IMAGE=$1
SEVERITY=${2:-HIGH,CRITICAL}

echo "🔍 Scanning $IMAGE for vulnerabilities..."

# Run Trivy scan
docker run --rm -v /var/run/docker.sock:/var/run/docker.sock \
    aquasec/trivy image \
    --exit-code 1 \
    --severity $SEVERITY \
    --no-progress \
    $IMAGE

if [ $? -eq 0 ]; then
    echo "✅ No $SEVERITY vulnerabilities found!"
else
    echo "❌ Vulnerabilities detected!"
    exit 1
fi
