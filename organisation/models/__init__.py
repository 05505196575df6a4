from .body import Body, Seat
from .calendar_address import CalendarAddress
from .entry import Entry
from .invitation import Invitation
from .mailing import DeclinedMail, Mailing
from .meeting import Meeting
from .member import Member, Population, Subregion
from .partner import Partner, PartnerAlias
from .user import User
from .version import Draft, Version

__all__ = [
    "Body",
    "CalendarAddress",
    "DeclinedMail",
    "Draft",
    "Entry",
    "Invitation",
    "Mailing",
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
