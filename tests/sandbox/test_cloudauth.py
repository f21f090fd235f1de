"""阿里云实人认证: what the simulated authority knows, asked by the real SDK."""

import json
from base64 import b64encode
from functools import lru_cache
from hashlib import md5
from io import BytesIO

import httpx
import pytest
from PIL import Image

from backend.sandbox import likeness
from backend.sandbox.pages.papers import drawn
from backend.sandbox.people import PEOPLE, person
from backend.sandbox.photographs import photo_of
from tests.sandbox.test_aliyun_rpc import sdk_call

LIN, CHEN = person("lin-mai"), person("chen-mai")
STRANGERS_NUMBER = "11010119900307993X"


def ask(sandbox, action: str, **params: str) -> dict:
    return sdk_call(sandbox, action=action, version="2019-03-07", **params)


def result(sandbox, action: str, **params: str) -> dict:
    answer = ask(sandbox, action, **params)
    assert (answer["Code"], answer["Message"]) == ("200", "success")
    return answer["ResultObject"]


def hashed(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@lru_cache
def selfie(key: str) -> bytes:
    return drawn(person(key), "selfie")


def as_sent(picture: bytes, size: tuple[int, int] = (540, 666)) -> str:
    """As a platform would send it: smaller, written again."""
    written = BytesIO()
    Image.open(BytesIO(picture)).resize(size).save(written, "JPEG", quality=60)
    return b64encode(written.getvalue()).decode()


def face(sandbox, who=LIN, picture: str | None = None, **changes: str) -> dict:
    params = {
        "SceneId": "1000000006",
        "OuterOrderNo": "a1",
        "ProductCode": "ID_MIN",
        "CertType": "IDENTITY_CARD",
        "CertName": who.name,
        "CertNo": who.id_number,
        "FaceContrastPicture": as_sent(selfie(who.key)) if picture is None else picture,
    }
    return ask(sandbox, "ContrastFaceVerify", **(params | changes))


class TestTwoElements:
    @pytest.mark.parametrize(
        ("name", "number", "code"),
        [
            (LIN.name, LIN.id_number, "1"),
            (CHEN.name, LIN.id_number, "2"),
            (LIN.name, STRANGERS_NUMBER, "3"),
            ("李𠅤", person("li-yu").id_number, "1"),
        ],
    )
    def test_it_knows_the_cast(self, sandbox, name, number, code):
        got = result(sandbox, "Id2MetaVerify", ParamType="normal", UserName=name, IdentifyNum=number)
        assert got == {"BizCode": code}

    def test_it_knows_them_in_cipher(self, sandbox):
        number = LIN.id_number[:6] + hashed(LIN.id_number[6:14]) + LIN.id_number[-4:]
        said = {"ParamType": "md5", "IdentifyNum": number}
        assert result(sandbox, "Id2MetaVerify", UserName=hashed("林") + "卖", **said) == {"BizCode": "1"}
        assert result(sandbox, "Id2MetaVerify", UserName=hashed("陈") + "卖", **said) == {"BizCode": "2"}

    @pytest.mark.parametrize(
        ("params", "code"),
        [
            ({"ParamType": "normal", "UserName": "林卖"}, "400"),
            ({"ParamType": "normal", "UserName": "林卖", "IdentifyNum": "123"}, "401"),
            ({"ParamType": "rot13", "UserName": "林卖", "IdentifyNum": LIN.id_number}, "401"),
        ],
    )
    def test_it_refuses(self, sandbox, params, code):
        assert ask(sandbox, "Id2MetaVerify", **params)["Code"] == code


class TestThreeElements:
    @pytest.mark.parametrize(
        ("name", "number", "phone", "sub_code"),
        [
            (LIN.name, LIN.id_number, LIN.phone, "101"),
            (LIN.name, LIN.id_number, CHEN.phone, "201"),
            (LIN.name, CHEN.id_number, LIN.phone, "202"),
            (CHEN.name, LIN.id_number, LIN.phone, "203"),
            (LIN.name, LIN.id_number, "13900000000", "301"),
        ],
    )
    def test_it_knows_whose_phone_it_is(self, sandbox, name, number, phone, sub_code):
        said = {"UserName": name, "IdentifyNum": number, "Mobile": phone}
        got = result(sandbox, "Mobile3MetaDetailVerify", ParamType="normal", **said)
        assert (got["BizCode"], got["SubCode"]) == (sub_code[0], sub_code)
        in_cipher = {field: hashed(text) for field, text in said.items()}
        got = result(sandbox, "Mobile3MetaSimpleVerify", ParamType="md5", **in_cipher)
        assert got["BizCode"] == sub_code[0]
        assert "SubCode" not in got

    def test_a_virtual_operators_number_cannot_be_asked(self, sandbox):
        said = {"UserName": LIN.name, "IdentifyNum": LIN.id_number, "Mobile": "17012345678"}
        assert ask(sandbox, "Mobile3MetaDetailVerify", ParamType="normal", **said)["Code"] == "405"


class TestFaces:
    def test_it_knows_the_person(self, sandbox):
        got = face(sandbox)["ResultObject"]
        assert (got["Passed"], got["SubCode"]) == ("T", "200")
        assert json.loads(got["MaterialInfo"])["facialPictureFront"]["verifyScore"] >= 80

    def test_it_knows_that_it_is_somebody_else(self, sandbox):
        got = face(sandbox, picture=as_sent(selfie("chen-mai")))["ResultObject"]
        assert (got["Passed"], got["SubCode"]) == ("F", "204")
        assert json.loads(got["MaterialInfo"])["facialPictureFront"]["verifyScore"] < 60

    @pytest.mark.parametrize(
        ("changes", "sub_code"), [({"CertName": "陈买"}, "201"), ({"CertNo": STRANGERS_NUMBER}, "202")]
    )
    def test_it_compares_nobody_it_does_not_know(self, sandbox, changes, sub_code):
        assert face(sandbox, **changes)["ResultObject"]["SubCode"] == sub_code

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"SceneId": "7"}, "404"),
            ({"OuterOrderNo": "not-letters"}, "401"),
            ({"ProductCode": "ID_PRO"}, "401"),
            ({"CertNo": "1"}, "401"),
            ({"CertNo": "110101202001079937"}, "405"),
            ({"FaceContrastPicture": "!"}, "419"),
            ({"FaceContrastPicture": b64encode(b"no picture").decode()}, "419"),
            ({"FaceContrastPicture": b64encode(bytes(1024 * 1024 + 1)).decode()}, "421"),
            ({"FaceContrastPicture": ""}, "400"),
        ],
    )
    def test_it_refuses(self, sandbox, changes, code):
        assert face(sandbox, **changes)["Code"] == code

    def test_a_picture_out_of_size_is_refused(self, sandbox):
        for size in ((1200, 1480), (300, 370)):
            assert face(sandbox, picture=as_sent(selfie("lin-mai"), size))["Code"] == "419"

    def test_it_compares_two_pictures(self, sandbox):
        # The card has to be one that the sandbox gave out.
        card = httpx.get(f"{sandbox.url}/sandbox/people/lin-mai/id_front.jpg", trust_env=False).content
        pictures = {"lin-mai": as_sent(selfie("lin-mai")), "chen-mai": as_sent(selfie("chen-mai"))}
        said = {"SceneId": "1000000006", "OuterOrderNo": "a1", "ProductCode": "PV_FC"}
        scores = {}
        for key, picture in pictures.items():
            said |= {"SourceFaceContrastPicture": as_sent(card, (960, 720)), "TargetFaceContrastPicture": picture}
            got = result(sandbox, "CompareFaceVerify", **said)
            scores[key] = got["VerifyScore"]
            assert got["Passed"] == ("T" if key == "lin-mai" else "F")
        assert scores["lin-mai"] >= 80 > 60 > scores["chen-mai"]


@pytest.mark.slow
def test_it_tells_the_cast_from_each_other_and_from_strangers(tmp_path):
    for one in PEOPLE[::3]:
        sight = likeness.look(selfie(one.key), tmp_path)
        assert sight.person == one.key
        assert all(likeness.score(sight, other.key) < 60 for other in PEOPLE if other != one)
    for seed in (14, 15, 16):
        assert likeness.look(photo_of("selfie", {}, seed), tmp_path).person is None


class TestTheTestersSwitch:
    @pytest.mark.parametrize(
        ("outcome", "person_code", "phone_code", "face_code"),
        [
            ("same", "1", "101", "200"),
            ("differs", "2", "201", "204"),
            ("no_record", "3", "301", "202"),
            ("no_photo", "1", "101", "203"),
            ("risk", "1", "101", "205"),
        ],
    )
    def test_it_shows_each_answer(self, sandbox, outcome, person_code, phone_code, face_code):
        sandbox.post("cloudauth/outcome", outcome=outcome)
        said = {"ParamType": "normal", "UserName": LIN.name, "IdentifyNum": LIN.id_number}
        assert result(sandbox, "Id2MetaVerify", **said)["BizCode"] == person_code
        assert result(sandbox, "Mobile3MetaDetailVerify", **said, Mobile=LIN.phone)["SubCode"] == phone_code
        assert face(sandbox)["ResultObject"]["SubCode"] == face_code

    def test_it_knows_only_its_answers(self, sandbox):
        address = f"{sandbox.url}/sandbox/cloudauth/outcome"
        assert httpx.post(address, json={"outcome": "maybe"}, trust_env=False).status_code == 404


def test_the_page_lists_questions_without_anybodys_data(sandbox):
    said = {"ParamType": "normal", "UserName": LIN.name, "IdentifyNum": LIN.id_number}
    result(sandbox, "Mobile3MetaDetailVerify", **said, Mobile=LIN.phone)
    sandbox.post("cloudauth/outcome", outcome="differs")
    page = httpx.get(f"{sandbox.url}/sandbox", trust_env=False).text
    panel = httpx.get(f"{sandbox.url}/sandbox/panel/cloudauth", trust_env=False).text
    listed = sandbox.get("cloudauth.json")["asked"][0]["about"]
    assert "手机三要素详版" in page
    assert "SubCode 101" in panel
    assert "现在所有核对都回答" in panel
    for text in (LIN.name, LIN.id_number, LIN.phone):
        assert text not in listed
        assert text not in panel


@pytest.mark.parametrize(
    ("fault", "code"), [("source_down", "402"), ("arrears", "412"), ("too_many", "418"), ("system_error", "500")]
)
def test_its_own_faults_are_answers_with_another_code(sandbox, fault, code):
    sandbox.misbehave("aliyun_cloudauth", fault, 1)
    said = {"ParamType": "normal", "UserName": LIN.name, "IdentifyNum": LIN.id_number}
    assert ask(sandbox, "Id2MetaVerify", **said)["Code"] == code
    assert ask(sandbox, "Id2MetaVerify", **said)["Code"] == "200"
