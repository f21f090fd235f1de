"""An owner's estimate (估一估) before a transfer: what the licence says in, prices out; nothing is kept."""

from datetime import date
from typing import Self

from pydantic import Field, field_validator

from backend.appraisal import Car
from backend.vehicles import Candidate, ModelFacts
from miniprogram_api.estimating import Estimate
from miniprogram_api.schemas.base import Answer, Form


class EstimateForm(Form):
    """The car in the licence's own words, and the choices made after the first answer."""

    brand_model: str = Field(min_length=2, max_length=60, description="品牌型号, as 东南牌DN7152HAS")
    vehicle_type: str = Field(min_length=2, max_length=40, description="车辆类型, as 小型轿车")
    use_character: str = Field("非营运", min_length=2, max_length=20, description="使用性质")
    registered_on: date = Field(description="注册日期")
    vin: str = Field("", max_length=24, description="车辆识别代号; helps to tell models apart")
    model: str = Field("", max_length=20, description="A candidate's id, once one was chosen.")
    new_price_fen: int | None = Field(None, gt=0, description="What the car cost new, where the catalogue lacks it.")

    @field_validator("registered_on", mode="before")
    @classmethod
    def a_day(cls, value: object) -> date:
        """A date of the calendar, or our own sentence: pydantic's would be English."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise ValueError("请填写注册日期，格式为 年-月-日。") from None

    def car(self) -> Car:
        """As the slice takes it; of no station, so the table's own terms count."""
        return Car(self.brand_model, self.vin, self.vehicle_type, self.use_character, self.registered_on)


class EstimateModel(Answer):
    """A factory model of the catalogue; its new price in fen, as of the estimate's day."""

    id: str
    brand_model: str
    maker: str
    engine: str
    fuel: str
    seats: int | None
    sold_from: str
    sold_until: str
    new_price_fen: int

    @classmethod
    def of_facts(cls, facts: ModelFacts | None) -> Self | None:
        """The model, if there is one."""
        return cls.of(facts) if facts else None


class EstimateCandidate(Answer):
    """One model that may be meant, and why; ``score`` 0 to 100."""

    model: EstimateModel
    score: float
    reasons: list[str]

    @classmethod
    def of_facts(cls, one: Candidate) -> Self:
        """One candidate."""
        return cls(model=EstimateModel.of(one.model), score=one.score, reasons=list(one.reasons))


class EstimateAnswer(Answer):
    """An estimate, not an appraisal. Prices in fen, all none while ``missing`` says in Chinese what is lacking."""

    verdict: str = Field(description="exact, sure, ask or unknown: how certain the model is.")
    model: EstimateModel | None
    candidates: list[EstimateCandidate]
    missing: list[str]
    new_price_fen: int | None
    used_months: int | None
    service_life_months: int | None
    base_fen: int | None
    low_fen: int | None = Field(description="At the lowest coefficient a clerk may take.")
    high_fen: int | None = Field(description="At the highest coefficient a clerk may take.")
    steps: list[str] = Field(description="How it was worked out, to follow with a pencil.")
    rule: str
    scrap: str = Field(description="What the scrap rule says of this car, empty where it says nothing.")
    say: str = Field(description="That this is an estimate; to be shown beside the price.")

    @classmethod
    def told(cls, estimate: Estimate) -> Self:
        """The answer to one question."""
        facts = estimate.facts
        return cls.of(
            facts,
            model=EstimateModel.of_facts(facts.model),
            candidates=[EstimateCandidate.of_facts(one) for one in facts.candidates],
            missing=list(facts.missing),
            steps=list(facts.steps),
            scrap=facts.scrap.sentence if facts.scrap else "",
            low_fen=estimate.low_fen,
            high_fen=estimate.high_fen,
            say=estimate.say,
        )


class LicenceReading(Answer):
    """What was read of a vehicle licence's photograph, by field; the photograph is not kept."""

    fields: dict[str, str]
    doubts: list[str] = Field(description="Sentences about the picture, for the owner.")
