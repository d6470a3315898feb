"""Pages by httpx: what the far end says through respx, what the wire does through a real TLS server."""

import gzip
import socket
import ssl
import threading
import tracemalloc
import zlib
from contextlib import suppress
from ipaddress import ip_address

import anyio
import certifi
import httpx
import pytest
import respx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot import vendor_site
from bot.errors import BadInput, PageError, Ref
from bot.playground.hosts import certificates
from bot.vendor_site import HOSTS, LIMIT, fetch

URL = "https://www.veritas.com/support/en_US/article.100011111"
PUBLIC, PUBLIC_6 = "93.184.216.34", "2606:2800:220:1::1"
HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """DNS as the test wants it; at first every name has one public address."""
    known = {host: [PUBLIC] for host in HOSTS}

    def resolved(host, port, *_, **__):
        if not known.get(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            (kinds[ip_address(ip.partition("%")[0]).version], socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in known[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return known


@pytest.fixture
def web():
    """The Web by address; what is not in it does not answer."""
    pages = {}

    def answer(request):
        found = pages[f"https://{request.headers['host']}{request.url.raw_path.decode()}"]
        if isinstance(found, Exception):
            raise found
        status, headers, body = found
        return httpx.Response(status, headers=headers, stream=Stream(body))

    with respx.mock(assert_all_called=False) as router:
        pages["router"] = router
        router.route().mock(side_effect=answer)
        yield pages


class Stream(httpx.AsyncByteStream):
    """A body as it comes from the wire, in pieces, unpacked by nobody."""

    def __init__(self, body):
        self.body = body

    async def __aiter__(self):
        for begin in range(0, len(self.body), 1 << 16):
            yield self.body[begin : begin + (1 << 16)]


def error_of(url=URL):
    with pytest.raises((PageError, BadInput)) as raised:
        fetch(url)
    return raised.value


def test_a_page_comes_as_text_with_its_address(web):
    """The character set that the server names is what it is read in."""
    web[URL] = 200, {"content-type": "text/html; charset=Shift_JIS"}, "日本語".encode("cp932")

    assert ("日本語", URL) == fetch(URL)


def test_a_packed_page_is_unpacked(web):
    """Gzip is what the request asks for, and nothing else."""
    web[URL] = 200, HTML | {"content-encoding": "gzip"}, gzip.compress(b"<p>page</p>")

    assert "<p>page</p>" == fetch(URL)[0]
    assert "gzip" == web["router"].calls.last.request.headers["accept-encoding"]


@pytest.mark.parametrize(
    "url",
    [
        "http://www.veritas.com/support/en_US/article.100011111",
        "https://www.veritas.com:8443/support",
        "https://user:word@www.veritas.com/support",
        "https://www.veritas.com@evil.example/support",
        "https://www.veritas.com.evil.example/",
        "https://www.veritas.com./",
        "https://evilveritas.com/",
        "https://evil.example/www.veritas.com/",
        "https://evil.example\\@www.veritas.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://ｖｅｒｉｔａｓ.com/",
        "ftp://www.veritas.com/",
        "file:///etc/passwd",
        "//www.veritas.com/",
        "https://",
        "https://www.veritas.com/\n",
        "https://xn--a/",
        "",
    ],
)
def test_an_address_that_is_not_the_vendors_is_refused_before_any_question(web, names, url):
    """No name is looked up for it and no connection made."""
    names.clear()

    error = error_of(url)

    assert Ref.SITE_ADDRESS == error.ref
    assert isinstance(error, BadInput)
    assert "word" not in str(error)
    assert not web["router"].calls


@pytest.mark.parametrize("url", ["HTTPS://WWW.VERITAS.COM:443/a", "https://www.veritas.com/a#b"])
def test_the_same_address_may_be_spelled_differently(web, url):
    """Upper case, the port that is meant anyway, a place in the page."""
    web["https://www.veritas.com/a"] = 200, HTML, b"page"

    assert "page" == fetch(url)[0]


@pytest.mark.parametrize("host", HOSTS)
def test_redirects_are_followed_between_the_vendors_hosts(web, host):
    """Each step is judged as the first one was; a relative one stays where it is."""
    web["https://veritas.com/old"] = 301, {"location": f"https://{host}/new"}, b""
    web[f"https://{host}/new"] = 302, {"location": "newer?x=1"}, b""
    web[f"https://{host}/newer?x=1"] = 200, HTML, b"page"

    assert ("page", f"https://{host}/newer?x=1") == fetch("https://veritas.com/old")


@pytest.mark.parametrize(
    "location",
    [
        "https://login.example/",
        "http://www.veritas.com/",
        "https://127.0.0.1/",
        "//evil.example/",
        "https://www.veritas.com:22/",
        "https://a:b@www.veritas.com/",
        "file:///etc/passwd",
        "https://[",
    ],
)
def test_a_redirect_that_leads_away_is_not_followed(web, location):
    """Neither to another host nor out of https, whoever says so."""
    web[URL] = 302, {"location": location}, b""

    error = error_of()

    assert (Ref.SITE_ELSEWHERE, location) == (error.ref, error.facts["detail"])
    assert 1 == len(web["router"].calls)


def test_nothing_that_a_server_says_moves_the_cursor(web):
    """Where it leads is told, without what a terminal would obey."""
    web[URL] = 302, {"location": b"https://evil.example/\x9b2J"}, b""

    assert "https://evil.example/?2J" == error_of().facts["detail"]


def test_a_circle_of_redirects_ends(web):
    """After the fifth one at the latest."""
    web[URL] = 302, {"location": "https://veritas.com/a"}, b""
    web["https://veritas.com/a"] = 302, {"location": URL}, b""

    assert Ref.SITE_LOOP == error_of().ref
    assert 6 == len(web["router"].calls)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "172.16.5.5",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104  # a test of what is refused
            "224.0.0.1",
        ),
        *("255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_name_that_leads_into_a_private_network_is_not_followed(web, names, address, order):
    """Not even if it has a public address as well: one of them would be taken at some time."""
    web["https://veritas.com/a"] = 302, {"location": URL}, b""
    names["www.veritas.com"] = [PUBLIC, address][::order]

    error = error_of("https://veritas.com/a")

    assert (Ref.SITE_PRIVATE, "www.veritas.com") == (error.ref, error.facts["detail"])
    assert 1 == len(web["router"].calls)


def test_the_next_address_is_tried_when_one_does_not_answer(web, names):
    """As a browser does, for networks without IPv6; the name is looked up once."""
    names["www.veritas.com"] = [PUBLIC_6, "64:ff9b::5db8:d822", PUBLIC]
    web["router"].routes.clear()
    web["router"].get(host=PUBLIC_6).mock(side_effect=httpx.ConnectError("no route"))
    web["router"].get(host="64:ff9b::5db8:d822").mock(side_effect=httpx.ConnectTimeout("silence"))
    web["router"].get(host=PUBLIC).respond(200, headers=HTML, content=b"page")

    assert "page" == fetch(URL)[0]


@pytest.mark.parametrize(
    ("answer", "ref", "detail"),
    [
        ((404, HTML, b"x"), Ref.SITE_MISSING, "404"),
        ((410, HTML, b"x"), Ref.SITE_MISSING, "410"),
        ((401, HTML, b"x"), Ref.SITE_LOGIN, "401"),
        ((403, HTML, b"x"), Ref.SITE_LOGIN, "403"),
        ((429, HTML | {"retry-after": "120"}, b"x"), Ref.SITE_BUSY, "120 s"),
        ((429, HTML, b"x"), Ref.SITE_BUSY, "?"),
        ((500, HTML, b"x"), Ref.SITE_FAILED, "500"),
        ((503, HTML, b"x"), Ref.SITE_FAILED, "503"),
        ((304, {}, b""), Ref.SITE_FAILED, "304"),
        ((204, {}, b""), Ref.SITE_FAILED, "204"),
        ((200, {"content-type": "application/pdf"}, b"%PDF"), Ref.SITE_NO_TEXT, None),
        ((200, {}, b"page"), Ref.SITE_NO_TEXT, None),
        ((200, HTML | {"content-encoding": "br"}, b"page"), Ref.SITE_NO_TEXT, None),
        ((200, HTML | {"content-encoding": "gzip, gzip"}, b"page"), Ref.SITE_NO_TEXT, None),
        ((200, HTML | {"content-encoding": "gzip"}, b"page"), Ref.SITE_CUT, None),
        ((200, HTML | {"content-encoding": "gzip"}, gzip.compress(b"page")[:-9]), Ref.SITE_CUT, None),
        ((200, HTML, b"x" * (LIMIT + 1)), Ref.SITE_TOO_LARGE, None),
        (httpx.ReadTimeout("silence"), Ref.SITE_SLOW, "www.veritas.com"),
        (httpx.ConnectTimeout("silence"), Ref.SITE_SLOW, "www.veritas.com"),
        (httpx.ConnectError("refused"), Ref.SITE_UNREACHABLE, "www.veritas.com"),
        (httpx.ReadError("reset"), Ref.SITE_CUT, None),
        (httpx.RemoteProtocolError("not HTTP"), Ref.SITE_CUT, None),
    ],
)
def test_whatever_goes_wrong_has_a_name_of_its_own(web, answer, ref, detail):
    """What is to be done differs, so one sentence for all would help nobody."""
    web[URL] = answer

    error = error_of()

    assert isinstance(error, PageError)
    assert (ref, detail) == (error.ref, error.facts.get("detail"))


def test_a_page_of_exactly_the_limit_is_read(web):
    """Packed or not; the limit counts what is read in the end."""
    page = b"x" * LIMIT
    for headers, body in ((HTML, page), (HTML | {"content-encoding": "gzip"}, gzip.compress(page))):
        web[URL] = 200, headers, body

        assert page == fetch(URL)[0].encode()


def test_a_bomb_is_not_unpacked(web):
    """A few bytes that would become gigabytes end at the limit, and so does the memory they take."""
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1 << 24)) for _ in range(16)), packer.flush()])
    web[URL] = 200, HTML | {"content-encoding": "gzip"}, bomb
    tracemalloc.start()
    try:
        assert Ref.SITE_TOO_LARGE == error_of().ref
        assert tracemalloc.get_traced_memory()[1] < 8 * LIMIT
    finally:
        tracemalloc.stop()


def test_a_name_without_an_address_cannot_be_reached(names):
    """The person is told which name."""
    names["www.veritas.com"] = []

    error = error_of()

    assert (Ref.SITE_UNREACHABLE, "www.veritas.com") == (error.ref, error.facts["detail"])


class Wire:
    """A TLS server that says exactly `pieces`, and if it drips, goes on letter by letter until the client is gone."""

    def __init__(self, context):
        self.pieces, self.drips, self.requests, self.asked_for = [], False, [], []
        self.known_authorities = certifi.where()
        self.listener = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        context.sni_callback = lambda _socket, name, _context: self.asked_for.append(name)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with suppress(OSError):
            while True:
                with suppress(ssl.SSLError):
                    connection, _ = self.listener.accept()
                    with connection:
                        self.requests.append(connection.recv(65536))
                        for piece in self.pieces:
                            connection.sendall(piece)
                        connection.settimeout(0.02)
                        while self.drips:
                            connection.sendall(b"x")
                            with suppress(TimeoutError):
                                self.drips = bool(connection.recv(1))


@pytest.fixture
def wire(tmp_path, monkeypatch):
    """What stands at the public address of every name, with a certificate for www.veritas.com."""
    files = certificates.make_certificates(tmp_path)
    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = certificates._certificate("ca", authority, None, authority)
    server = certificates._certificate("www.veritas.com", key, ca, authority)
    files.ca.write_bytes(ca.public_bytes(Encoding.PEM))
    files.server.write_bytes(server.public_bytes(Encoding.PEM))
    files.server_key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.server, files.server_key)
    server = Wire(context)
    connect = anyio.connect_tcp

    async def connected(remote_host, remote_port, **options):
        server.asked_for.append((remote_host, remote_port))
        return await connect("127.0.0.1", server.listener.getsockname()[1], **options)

    monkeypatch.setattr(anyio, "connect_tcp", connected)
    monkeypatch.setattr(certifi, "where", lambda: str(files.ca))
    yield server
    with suppress(OSError):
        server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()
    server.thread.join(10)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n"


def test_the_connection_goes_to_the_judged_address_under_the_right_name(wire, names, monkeypatch):
    """Address, TLS name, certificate and Host belong together; DNS is asked once, the environment not at all."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    wire.pieces = [HEAD, b"page"]

    assert "page" == fetch(URL)[0]
    assert [(PUBLIC, 443), "www.veritas.com"] == wire.asked_for
    assert b"\r\nHost: www.veritas.com\r\n" in wire.requests[0]
    assert b"\r\nConnection: close\r\n" in wire.requests[0]  # the next name at this address is judged anew
    assert wire.requests[0].startswith(b"GET /support/en_US/article.100011111 HTTP/1.1\r\n")


def test_a_certificate_of_another_name_is_refused(wire):
    """Nothing is asked over a connection that somebody else has answered."""
    error = error_of("https://veritas.com/a")

    assert (Ref.SITE_TLS, "veritas.com") == (error.ref, error.facts["detail"])
    assert [] == wire.requests


def test_a_certificate_of_an_unknown_authority_is_refused(wire, monkeypatch):
    """The authorities are those that browsers know."""
    monkeypatch.setattr(certifi, "where", lambda: wire.known_authorities)

    assert Ref.SITE_TLS == error_of().ref


def test_a_page_that_breaks_off_is_not_used(wire):
    """Half an article would look like a whole one."""
    wire.pieces = [HEAD, b"pa"]

    assert Ref.SITE_CUT == error_of().ref


@pytest.mark.parametrize("pieces", [[], [b"HTTP/1.1 200 OK\r\nX-Y: "], [HEAD.replace(b"4", b"4000000")]])
def test_a_page_that_does_not_end_in_time_is_given_up(wire, monkeypatch, pieces):
    """The limit is for all of it together, so that no drop in between starts it anew: status, headers or body."""
    monkeypatch.setattr(vendor_site, "_TOTAL", 0.2)
    wire.pieces, wire.drips = pieces, True

    assert Ref.SITE_SLOW == error_of().ref
