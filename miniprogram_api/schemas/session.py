"""Logging in, and what the owner was told."""

from datetime import datetime

from pydantic import Field

from miniprogram_api.schemas.base import Answer, Form


class LoginForm(Form):
    """The mini-program's login."""

    js_code: str = Field(min_length=1, max_length=128, description="What wx.login gave, good once for five minutes.")


class SessionAnswer(Answer):
    """A session of the mini-program: send ``Authorization: Bearer <token>`` with every request."""

    token: str
    owner: str
    lasts_seconds: int


class Me(Answer):
    """Who is logged in."""

    owner: str
    unread: int = Field(description="Notices not read yet.")


class Notice(Answer):
    """Something the owner was told."""

    id: str
    collection: str
    title: str
    sentence: str
    at: datetime
    read: bool
