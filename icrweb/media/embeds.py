"""Video on other people's sites: which address shows what, and nothing is asked of that site before the reader agrees."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_YOUTUBE = re.compile(r"[\w-]{11}", re.ASCII)
_VIMEO = re.compile(r"/(?:video/)?(\d{6,12})(?:/([0-9a-f]{8,20}))?/?", re.ASCII)


@dataclass(frozen=True)
class Embed:
    """`site` is who delivers it, `frame` the address for the frame, `host` what the page's policy must allow, `page` the way there."""

    site: str
    host: str
    frame: str
    page: str


def embed_of(address: str) -> Embed | None:
    """The video that an address of YouTube or Vimeo stands for; None where it is neither."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if parts.scheme != "https":
        return None
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _youtube(host, parts)
    if host in ("vimeo.com", "player.vimeo.com") and (match := _VIMEO.fullmatch(parts.path)):
        number, secret = match[1], match[2] or parse_qs(parts.query).get("h", [""])[0]
        secret = secret if re.fullmatch(r"[0-9a-f]{8,20}", secret) else ""
        frame = f"https://player.vimeo.com/video/{number}?dnt=1" + (f"&h={secret}" if secret else "")
        return Embed("Vimeo", "https://player.vimeo.com", frame, f"https://vimeo.com/{number}" + (f"/{secret}" if secret else ""))
    return None


def _youtube(host: str, parts) -> Embed | None:
    if host == "youtu.be":
        code = parts.path.strip("/")
    elif match := re.fullmatch(r"/(?:embed|shorts|live)/([^/]+)/?", parts.path):
        code = match[1]
    else:
        code = parse_qs(parts.query).get("v", [""])[0] if parts.path == "/watch" else ""
    if not _YOUTUBE.fullmatch(code):
        return None
    site = "https://www.youtube-nocookie.com"
    return Embed("YouTube", site, f"{site}/embed/{code}", f"https://www.youtube.com/watch?v={code}")


def hosts_in(body) -> list[str]:
    """The sites that the videos in `body` name."""
    addresses = [block.value["address"] for block in body if block.block_type == "video"]
    return sorted({embed.host for embed in map(embed_of, addresses) if embed})


def open_frames(response, hosts: list[str]):
    """Let this one answer show frames of these sites, and of no other."""
    if hosts:
        response._csp_update = {"frame-src": hosts}
    return response
