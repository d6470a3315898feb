"""Gets a page of the vendor's support sites and of no other place, whatever a page, a redirect or DNS says."""

import asyncio
import re
import ssl
import zlib
from contextlib import aclosing
from ipaddress import IPv4Address, IPv6Network, ip_address
from socket import SOCK_STREAM

import httpx

from bot import __version__
from bot.errors import BadInput, PageError, Ref
from knowledge.vendor_page import CLOUD_HOST, decoded

HOSTS = ("www.veritas.com", "veritas.com", "origin-www.veritas.com", CLOUD_HOST)
LIMIT = 5_000_000  # bytes of a page, decompressed
_TOTAL = 30  # seconds for everything together: a page that comes byte by byte must end too
_STEP = 10  # seconds until the next address of a host is tried
_REDIRECTS = 5
_NAT64 = IPv6Network("64:ff9b::/96")  # IPv4 addresses as a network without IPv4 sees them
_TEXTS = {"text/html", "application/xhtml+xml", "text/plain"}
# A connection is closed after each answer, because the next one may be asked of another name at the same address.
_HEADERS = {"User-Agent": f"hvbot/{__version__}", "Accept-Encoding": "gzip", "Connection": "close"}
_REFUSALS = {401: Ref.SITE_LOGIN, 403: Ref.SITE_LOGIN, 404: Ref.SITE_MISSING, 410: Ref.SITE_MISSING, 429: Ref.SITE_BUSY}


def fetch(url: str) -> tuple[str, str]:
    """The page as text, and its address in the end. Raises BadInput(SITE_ADDRESS) and PageError."""
    address = _allowed(url)
    if address is None:
        raise BadInput(Ref.SITE_ADDRESS, detail=", ".join(HOSTS))
    try:
        return asyncio.run(_followed(address))
    except (TimeoutError, httpx.TimeoutException) as fault:
        raise PageError(Ref.SITE_SLOW, detail=address.host) from fault
    except httpx.ConnectError as fault:
        tls = isinstance(getattr(fault.__context__, "__context__", None), ssl.SSLError)
        raise PageError(Ref.SITE_TLS if tls else Ref.SITE_UNREACHABLE, detail=address.host) from fault
    except (httpx.HTTPError, zlib.error) as fault:
        raise PageError(Ref.SITE_CUT) from fault


def _allowed(url: str, base: str = "") -> httpx.URL | None:
    try:
        found = httpx.URL(base).join(url)
    except httpx.InvalidURL:
        return None
    plain = found.scheme == "https" and found.port is None and not found.userinfo
    return found if plain and found.raw_host.decode() in HOSTS else None


async def _followed(url: httpx.URL) -> tuple[str, str]:
    # Behind a proxy it is the proxy that resolves names, to addresses that nobody has judged. So none is used.
    client = httpx.AsyncClient(headers=_HEADERS, timeout=_STEP, trust_env=False)
    async with asyncio.timeout(_TOTAL), client:
        for _ in range(_REDIRECTS + 1):
            async with aclosing(await _asked(client, url)) as response:
                if not response.has_redirect_location:
                    return await _body(response), str(url)
                target = response.headers["location"]
            if (found := _allowed(target, str(url))) is None:
                raise PageError(Ref.SITE_ELSEWHERE, detail=_seen(target))
            url = found
    raise PageError(Ref.SITE_LOOP, detail=url.host)


async def _asked(client: httpx.AsyncClient, url: httpx.URL) -> httpx.Response:
    """Connects to an address that was judged, not to a name that could be another one a moment later."""
    name = url.raw_host.decode()
    try:
        known = await asyncio.get_running_loop().getaddrinfo(name, 443, type=SOCK_STREAM)
    except OSError as fault:
        raise PageError(Ref.SITE_UNREACHABLE, detail=name) from fault
    addresses = dict.fromkeys(str(entry[4][0]) for entry in known)
    if not all(map(_public, addresses)):
        raise PageError(Ref.SITE_PRIVATE, detail=name)
    headers = {"Host": name}
    failed: httpx.TransportError = httpx.ConnectError(name)
    for address in addresses:
        at, under = url.copy_with(host=address), {"sni_hostname": name}  # which is the certificate's name too
        try:
            return await client.send(client.build_request("GET", at, headers=headers, extensions=under), stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
            failed = fault
    raise failed


def _public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if ip in _NAT64:
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast and not getattr(ip, "sixtofour", None)


def _seen(header: str) -> str:
    """What a server wrote, without what a terminal could obey."""
    return re.sub("[^ -~]", "?", header)[:100]


async def _body(response: httpx.Response) -> str:
    """Raises PageError; zlib.error for what is no gzip."""
    if response.status_code != httpx.codes.OK:
        ref, detail = _REFUSALS.get(response.status_code, Ref.SITE_FAILED), str(response.status_code)
        if ref is Ref.SITE_BUSY:
            detail = _seen(response.headers.get("retry-after", "?"))
            detail += " s" * detail.isdecimal()
        raise PageError(ref, detail=detail)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    coding = response.headers.get("content-encoding", "identity").lower()
    if kind not in _TEXTS or coding not in {"identity", "gzip"}:
        raise PageError(Ref.SITE_NO_TEXT)
    # httpx would unpack each piece whole, however much comes out of it, and packings within packings.
    unpacker = zlib.decompressobj(wbits=31) if coding == "gzip" else None
    data = bytearray()
    async for piece in response.aiter_raw():
        data += unpacker.decompress(piece, LIMIT + 1 - len(data)) if unpacker else piece
        if len(data) > LIMIT:
            raise PageError(Ref.SITE_TOO_LARGE)
    if unpacker and not unpacker.eof:
        raise PageError(Ref.SITE_CUT)
    return decoded(bytes(data), response.charset_encoding or "")
