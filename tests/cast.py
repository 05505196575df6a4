"""Who visits an address in a test, by the name of their fixture."""

# `nobody` is not logged in; `outsider` is, but has no seat.
CAST = (
    "nobody", "outsider", "delegate", "board_member", "coordinator", "transport_member", "climate_member",
    "climate_leader", "secretary",
)  # fmt: skip
