"""Whether a stranger's signature fits: a process of its own with little time, since a document can be made to take very much of it.

Takes a badge with one proof by a did:key as JSON, gives {"fits", "covered"}, or {"unknown"}: the address of a vocabulary that is not
kept here.
"""

import json
import resource
import sys

from certificates.badges import linked_data, multikey, proofs, vocabulary

SECONDS = 2  # of computing; a badge takes a tenth of one
MEMORY = 1024**3


def judge(document: dict) -> dict:
    """`fits`: the key made this proof of this document. `covered`: and all that stands in the document is part of it."""
    (proof,) = proofs.proofs_of(document)
    key = multikey.key_of_did(proof["verificationMethod"].partition("#")[0])
    try:
        fits = proofs.fits(document, proof, key)
        return {"fits": fits, "covered": fits and linked_data.states_all(document)}
    except vocabulary.UnknownContextError as error:
        return {"unknown": str(error)}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(judge(json.load(sys.stdin)), sys.stdout)
