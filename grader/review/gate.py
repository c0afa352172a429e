"""Who may talk to the review page: a browser of this machine that was shown the token, nobody else.

Against other people on this machine: the token. Against other sites in the same browser: the
cookie does not travel with their requests (SameSite=Strict), a change also needs a header that they
cannot send, and a name that was pointed at this machine (DNS rebinding) is refused.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from flask import Response, abort, make_response, render_template, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADER = "X-Grader-Token"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The secrets of one run and the rules of `check`."""

    port: int
    token: str = field(default_factory=_secret, repr=False)
    """Stands in the printed address and then in the cookie."""
    form_token: str = field(default_factory=_secret, repr=False)
    """Stands in the page, and has to come back with every change."""

    @property
    def cookie(self) -> str:
        """Its name; a browser does not tell ports apart, and two reviews may run at once."""
        return f"grader_review_{self.port}"

    @property
    def address(self) -> str:
        """What the marker opens."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def check(self) -> Response | None:
        """Lets the request through (None), refuses it, or makes the token a cookie."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        if request.headers.get("Host") not in hosts:
            abort(403, "This address does not belong to the review page.")
        if request.headers.get("Origin") not in {None, *(f"http://{host}" for host in hosts)}:
            abort(403, "Another site may not use the review page.")
        given = request.args.get("token")
        if given is not None and request.method == "GET" and request.path == "/":
            self._same(given, self.token)
            return self._enter()
        self._same(request.cookies.get(self.cookie, ""), self.token)
        if request.method not in ("GET", "HEAD"):
            self._same(request.headers.get(HEADER, ""), self.form_token)
        return None

    def _same(self, given: str, wanted: str) -> None:
        if not hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
            abort(403, "Open the address that `grader review` printed, with its token.")

    def _enter(self) -> Response:
        # Not a redirect: its request would still count as made by whatever led here (a file, a
        # mail), and a strict cookie would stay behind.
        answer = make_response(render_template("enter.html"))
        answer.set_cookie(self.cookie, self.token, httponly=True, samesite="Strict", path="/")
        return answer

    def seal(self, answer: Response) -> Response:
        """Puts the headers on that every answer carries."""
        answer.headers.update(_HEADERS)
        return answer
