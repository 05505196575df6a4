"""The fremdriftsplan as a calendar: what is wrong with it, what comes next, planned backwards, and a year later."""
