"""A small web service: notes that are counted, never kept. `gunicorn app:app` runs it."""

import json
import os
import signal
import sys

_notes = 0


def app(environ, start_response):
    """Answers one request (WSGI)."""
    global _notes
    path = environ["PATH_INFO"]
    if path == "/health":
        return _send(start_response, "200 OK", {"status": "ok"})
    if path == "/":
        return _send(
            start_response,
            "200 OK",
            {"app": "notes", "python": sys.version.split()[0], "notes": _notes},
        )
    if path == "/notes" and environ["REQUEST_METHOD"] == "POST":
        _notes += 1
        return _send(start_response, "201 Created", {"notes": _notes})
    return _send(start_response, "404 Not Found", {"error": "not found"})


def _send(start_response, status, body):
    payload = (json.dumps(body) + "\n").encode()
    start_response(
        status,
        [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))],
    )
    return [payload]


if __name__ == "__main__":
    from wsgiref.simple_server import make_server

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    make_server("", int(os.environ.get("PORT", "8000")), app).serve_forever()
