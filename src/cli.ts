#!/usr/bin/env node
console.log('docker-labs');
