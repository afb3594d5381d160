import unittest

from app import app


class Health(unittest.TestCase):
    def test_health(self):
        seen = []
        body = app({"PATH_INFO": "/health", "REQUEST_METHOD": "GET"}, lambda status, _: seen.append(status))
        self.assertEqual(seen, ["200 OK"])
        self.assertIn(b"ok", b"".join(body))
