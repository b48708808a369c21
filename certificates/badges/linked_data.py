"""What a JSON-LD document states, as lines in an order that everybody computes alike (RDFC-1.0). No network: contexts are files here."""

import json

from pyld import jsonld

from . import vocabulary


class UnreadableError(Exception):
    """The document is no JSON-LD that can be processed."""


def canonical(document: dict) -> bytes:
    """The statements as sorted N-Quads."""
    return _run(jsonld.normalize, document, {"algorithm": "URDNA2015", "format": "application/n-quads"}).encode()


def states_all(document: dict) -> bool:
    """Whether every member of the document is among its statements. JSON-LD leaves out words that no context knows, and a
    signature over the statements says nothing about those."""
    expanded = _run(jsonld.expand, document, {})
    again = _run(jsonld.compact, expanded, {}, document.get("@context"))
    return _plain(again) == _plain(document)


def _run(process, document, options: dict, *arguments):
    try:
        return process(document, *arguments, {**options, "documentLoader": _kept})
    except jsonld.JsonLdError as error:
        # PyLD wraps what the loader raised, sometimes several times.
        cause = error
        while cause is not None:
            if isinstance(cause, vocabulary.UnknownContextError):
                raise cause from error
            cause = getattr(cause, "cause", None) or cause.__cause__
        raise UnreadableError(str(error)[:500]) from error
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as error:  # of documents nobody thought of
        raise UnreadableError(repr(error)[:500]) from error


def _kept(address: str, options: dict) -> dict:
    """PyLD's loader of documents, which else asks the network."""
    return {"contextUrl": None, "documentUrl": address, "document": vocabulary.context(address), "tag": "static"}


def _plain(value):
    """For comparing: the order of a set, and whether one value stands alone or in an array, mean nothing."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items() if name != "@context"}
    if isinstance(value, list):
        members = sorted((_plain(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
        return members[0] if len(members) == 1 else members
    return value
