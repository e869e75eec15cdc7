"""Contract terms: what the law asks to be stated of a side job or a contract; see docs/contract_terms.md."""

from uuid import UUID

from tortoise import fields

from models.jobs import Job
from models.networks import Network
from models.posts import text_or_none
from models.table import Rule, Table, network_key, text_within

LONGEST_TERM = 2_000
# The law wants the money within 60 days of the day on which the work is received (article 4).
MOST_PAYMENT_DAYS = 60
# Without these a job is not published, in the order in which what is missing is named.
MUST_BE_STATED = ("client", "work", "period", "place", "hours", "pay", "payment_days", "ending")
MAY_BE_STATED = ("inspection", "payment_method", "expenses", "rights", "subcontract")
TEXTS = tuple(each for each in (*MUST_BE_STATED, *MAY_BE_STATED) if each != "payment_days")


class ContractTerms(Table):
    """The terms of one job, as far as they are stated; seen with the job."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="contract_terms", db_constraint=False
    )
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="terms", db_constraint=False
    )
    client = text_or_none()
    work = text_or_none()
    period = text_or_none()
    place = text_or_none()
    hours = text_or_none()
    pay = text_or_none()
    payment_days = fields.SmallIntField(null=True)
    ending = text_or_none()
    inspection = text_or_none()
    payment_method = text_or_none()
    expenses = text_or_none()
    rights = text_or_none()
    subcontract = text_or_none()

    job_id: UUID

    prefix = "ctr"
    rule = Rule(within=("job",))
    derived = {"complete": f"num_nulls({', '.join(f'{{self}}.{each}' for each in MUST_BE_STATED)}) = 0"}
    constraints = {
        "contract_terms_of_job": "unique (job_id)",
        "contract_terms_job": network_key("job_id", "jobs"),
        "contract_terms_payment_days": f"check (payment_days between 1 and {MOST_PAYMENT_DAYS})",
        **{f"contract_terms_{each}": text_within(each, LONGEST_TERM) for each in TEXTS},
    }

    class Meta:
        table = "contract_terms"
