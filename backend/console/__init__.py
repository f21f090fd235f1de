"""The station clerk's face (登记服务站工作台): pages at ``/console/`` and the actions beside them at ``/console/api/``.

``sign_in`` lets people in, ``desk`` is where codes are scanned and transfers found, ``transfers/`` is one transfer's
page with everything a clerk may do to it, ``till/`` takes the fee and keeps the drawer, ``archives/`` what is left of
the finished ones, ``catalogue/`` the factory models and their prices, ``accounts/`` the money after the day,
``office/`` one's own account, staff, stations, storage and the audit log.
"""

from backend.console import desk, sign_in
from backend.console.accounts import blueprints as accounts
from backend.console.archives import blueprints as archives
from backend.console.catalogue import blueprints as catalogue
from backend.console.frame import lead_to_own_page
from backend.console.office import blueprints as office
from backend.console.till import blueprints as till
from backend.console.transfers import blueprints as transfers
from backend.kit.access.refusals import PasswordFirst

blueprints = (sign_in.bp, desk.bp, *transfers, *till, *archives, *catalogue, *accounts, *office)

for blueprint in blueprints:
    blueprint.exception(PasswordFirst)(lead_to_own_page)

__all__ = ["blueprints"]
