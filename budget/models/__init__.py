from .budget import Budget
from .table import Amount, BudgetColumn, BudgetLine, BudgetTable, Explanation

__all__ = ["Amount", "Budget", "BudgetColumn", "BudgetLine", "BudgetTable", "Explanation"]
