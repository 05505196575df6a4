from .body import Body, Seat
from .member import Member, Subregion
from .partner import Partner, PartnerAlias
from .user import User

__all__ = ["Body", "Member", "Partner", "PartnerAlias", "Seat", "Subregion", "User"]
