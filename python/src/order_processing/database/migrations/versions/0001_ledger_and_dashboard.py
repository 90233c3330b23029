"""The ledger of closed orders and the dashboard's rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "order_ledger",
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False, comment="plain name of the ending"),
        sa.Column(
            "reason", sa.Text, nullable=False, server_default="", comment="plain name; may be empty"
        ),
        sa.Column("rrn", sa.Text, comment="the payment the order was forwarded with"),
        sa.Column("message_id", sa.Text, comment="the message to Fulfilment"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_order_ledger"),
    )
    op.create_table(
        "order_dashboard",
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column(
            "customer_id", sa.Text, nullable=False, server_default="", comment="empty: not known"
        ),
        sa.Column("status", sa.Text, nullable=False, comment="plain name of the status"),
        sa.Column(
            "reason", sa.Text, nullable=False, server_default="", comment="plain name; may be empty"
        ),
        sa.Column(
            "waiting_for", sa.Text, nullable=False, server_default="", comment="empty: for nothing"
        ),
        sa.Column("items", JSONB, nullable=False, server_default=sa.text("'[]'::jsonb")),
        sa.Column(
            "total_cents", sa.BigInteger, comment="hundredths of the currency; null: not known"
        ),
        sa.Column("currency", sa.Text, nullable=False, server_default="", comment="ISO 4217"),
        sa.Column("payment_rrn", sa.Text),
        sa.Column("payment_verdict", sa.Text, comment="plain name of the payment's verdict"),
        sa.Column("authorized_at", sa.DateTime(timezone=True)),
        sa.Column("captured_at", sa.DateTime(timezone=True)),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("forwarded_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "sequence", sa.BigInteger, nullable=False, comment="counts the changes of the state"
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_order_dashboard"),
    )
    op.create_index(
        "ix_order_dashboard_customer_id_submitted_at",
        "order_dashboard",
        ["customer_id", sa.text("submitted_at DESC")],
    )
    op.create_index(
        "ix_order_dashboard_status_changed_at", "order_dashboard", ["status", "changed_at"]
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("order_dashboard")
    op.drop_table("order_ledger")
