from .budget import Budget
from .fee import FeeMultiplier, FeeRate, MembershipFee
from .table import Amount, BudgetColumn, BudgetLine, BudgetTable

__all__ = [
    "Amount",
    "Budget",
    "BudgetColumn",
    "BudgetLine",
    "BudgetTable",
    "FeeMultiplier",
    "FeeRate",
    "MembershipFee",
]
