"""采集: one party's side of a transfer — what an owner sends from a phone, before and without a transfer.

This is the slice's front door. An owner's functions take the unit of work and act for ``work.actor``; a station's are
:func:`claim`, :func:`bind`, :func:`party_facts`, :func:`send_back`, :func:`release`, :func:`notify` and
:func:`overtake`.
"""

from backend.collection.answers.confirm import confirm_answers, confirm_page
from backend.collection.answers.fields import LABELS as FIELD_LABELS
from backend.collection.answers.review import review_rows
from backend.collection.answers.signature import add_signature
from backend.collection.begin import begin, choose_party, mine
from backend.collection.deals import Invitation, confirm_price, deal_of, invitation, invite, join, set_price
from backend.collection.desk.access_code import access_code, renew_code, revoke_code
from backend.collection.desk.claim import bind, claim, release
from backend.collection.desk.notify import mark_read, notices, notify, overtake
from backend.collection.desk.party import collections_of_deal, party_facts, transfer_of
from backend.collection.desk.send_back import send_back
from backend.collection.errors import AccessCodeUsed, CollectionUnknown, NoAccessCode, NoDeal
from backend.collection.events import FaceWithdrawn, PhotographAdded, PhotographRead, Resubmitted, Submitted, Withdrawn
from backend.collection.facts import (
    CodeFacts,
    CollectionCard,
    Confirmed,
    ConfirmPage,
    ConsentFact,
    DealFacts,
    DoubtFact,
    EvidenceFact,
    FieldFact,
    NoticeFact,
    PartyFacts,
    PhoneCodeFacts,
    Picture,
    PictureOpinion,
    ReadField,
    ReadingFacts,
    ReturnedFact,
    ReviewRow,
    SignatureFact,
    StorageMonth,
    TaskFact,
    TaskList,
)
from backend.collection.forget import forget
from backend.collection.handover import handover_token, open_handover
from backend.collection.names import ORDER as TASK_ORDER
from backend.collection.people.consent import ConsentText, agreed_to, consent_text, decide, text_of
from backend.collection.people.log_in import openid_of, owner_actor, owner_from_wechat
from backend.collection.people.phone import phone_from_wechat, prove_phone, send_phone_code
from backend.collection.personal.erase import erase_account, erase_face, erase_side, keeps_face, knows_account
from backend.collection.personal.faces import FILING_AT as FACES_FILING_AT
from backend.collection.personal.faces import WARN_AT as FACES_WARN_AT
from backend.collection.personal.faces import StoredFaces, stored_faces, stored_faces_lately
from backend.collection.personal.find import By as PersonBy
from backend.collection.personal.find import PersonSide, accounts_of, sides_of
from backend.collection.personal.held import SIDES as SIDE_NAMES
from backend.collection.personal.held import TABLES as PERSONAL_TABLES
from backend.collection.personal.held import forget_codes, held_of_account, held_of_phone, held_of_side, pictures_of
from backend.collection.photos.add import add_evidence, keep_evidence, may_add
from backend.collection.photos.keep import OriginalFile, originals_of
from backend.collection.photos.prepare import PreparedPicture, prepare_picture
from backend.collection.photos.read import picture_opinion, reading_of
from backend.collection.photos.show import collection_of_evidence, evidence_picture, pictures_kept, storage_facts
from backend.collection.situation import task_list
from backend.collection.submit import submit
from backend.collection.withdraw import withdraw, withdraw_consent

__all__ = [
    "FACES_FILING_AT",
    "FACES_WARN_AT",
    "FIELD_LABELS",
    "PERSONAL_TABLES",
    "SIDE_NAMES",
    "TASK_ORDER",
    "AccessCodeUsed",
    "CodeFacts",
    "CollectionCard",
    "CollectionUnknown",
    "ConfirmPage",
    "Confirmed",
    "ConsentFact",
    "ConsentText",
    "DealFacts",
    "DoubtFact",
    "EvidenceFact",
    "FaceWithdrawn",
    "FieldFact",
    "Invitation",
    "NoAccessCode",
    "NoDeal",
    "NoticeFact",
    "OriginalFile",
    "PartyFacts",
    "PersonBy",
    "PersonSide",
    "PhoneCodeFacts",
    "PhotographAdded",
    "PhotographRead",
    "Picture",
    "PictureOpinion",
    "PreparedPicture",
    "ReadField",
    "ReadingFacts",
    "Resubmitted",
    "ReturnedFact",
    "ReviewRow",
    "SignatureFact",
    "StorageMonth",
    "StoredFaces",
    "Submitted",
    "TaskFact",
    "TaskList",
    "Withdrawn",
    "access_code",
    "accounts_of",
    "add_evidence",
    "add_signature",
    "agreed_to",
    "begin",
    "bind",
    "choose_party",
    "claim",
    "collection_of_evidence",
    "collections_of_deal",
    "confirm_answers",
    "confirm_page",
    "confirm_price",
    "consent_text",
    "deal_of",
    "decide",
    "erase_account",
    "erase_face",
    "erase_side",
    "evidence_picture",
    "forget",
    "forget_codes",
    "handover_token",
    "held_of_account",
    "held_of_phone",
    "held_of_side",
    "invitation",
    "invite",
    "join",
    "keep_evidence",
    "keeps_face",
    "knows_account",
    "mark_read",
    "may_add",
    "mine",
    "notices",
    "notify",
    "open_handover",
    "openid_of",
    "originals_of",
    "overtake",
    "owner_actor",
    "owner_from_wechat",
    "party_facts",
    "phone_from_wechat",
    "picture_opinion",
    "pictures_kept",
    "pictures_of",
    "prepare_picture",
    "prove_phone",
    "reading_of",
    "release",
    "renew_code",
    "review_rows",
    "revoke_code",
    "send_back",
    "send_phone_code",
    "set_price",
    "sides_of",
    "storage_facts",
    "stored_faces",
    "stored_faces_lately",
    "submit",
    "task_list",
    "text_of",
    "transfer_of",
    "withdraw",
    "withdraw_consent",
]
