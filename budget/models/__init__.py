from .budget import Budget
from .fee import FeeMultiplier, FeeRate, MembershipFee
from .table import Amount, BudgetColumn, BudgetLine, BudgetTable, Explanation

__all__ = [
    "Amount",
    "Budget",
    "BudgetColumn",
    "BudgetLine",
    "BudgetTable",
    "Explanation",
    "FeeMultiplier",
    "FeeRate",
    "MembershipFee",
]
