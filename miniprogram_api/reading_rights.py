"""Whose documents these are (文书查看权): an owner sees the sets that they sign, and nothing else."""

from backend import documents


async def own_set(set_id: str, owner: str) -> documents.SetFacts:
    """The set, if ``owner`` signs it; else the same answer as for one that does not exist."""
    facts = await documents.set_facts(set_id)
    if facts.signer(owner) is None:
        raise documents.DocumentNotFound
    return facts


async def own_document(document: str, owner: str) -> documents.DocumentFact:
    """The document, if ``owner`` signs the set that it belongs to."""
    fact = await documents.document_fact(document)
    await own_set(fact.set, owner)
    return fact
