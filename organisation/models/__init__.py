from .body import Body, Seat
from .entry import Entry
from .invitation import Invitation
from .meeting import Meeting
from .member import Member, Population, Subregion
from .partner import Partner, PartnerAlias
from .user import User
from .version import Draft, Version

__all__ = [
    "Body",
    "Draft",
    "Entry",
    "Invitation",
    "Meeting",
    "Member",
    "Partner",
    "PartnerAlias",
    "Population",
    "Seat",
    "Subregion",
    "User",
    "Version",
]
