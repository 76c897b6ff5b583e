"""The database's own plan for each kind of look-up, on the database that the environment names.

BENCH_EXPLAIN=1 prints each step; else only what is read from end to end, which should be nothing.

    python -m tests.benchmarks.plans
"""

import os

from counter import create_app
from counter.clock import now
from counter.demo.filling import CODE
from counter.extensions import db
from counter.staff.models import Membership
from counter.stores.models import Store
from counter.warranty import elsewhere, finding
from counter.warranty.probes import probes, whole_keys_of
from tests.benchmarks.servers import Filled
from tests.benchmarks.texts import sample
from tests.support.plans import plan, whole_reads
from tests.warranty.cards import By


def main() -> None:
    app = create_app()
    found = Filled(0, app.config["DATA_DIR"], os.environ.get("DATABASE_URL", ""), 0)
    with app.app_context():
        store = db.session.query(Store).filter_by(code=CODE).one()
        person = db.session.query(Membership.person_id).filter_by(store_id=store.id).first()
        me = By(person[0] if person else 0, store)
        day, whole = store.today(now()), 0
        for kind, some in sample(found).items():
            probe = probes(some[0])
            asked = [(finding.statement(finding.shape_of(probe.ranges), "one", False), probe.ranges)]
            if keys := whole_keys_of(probe):
                ranges = tuple((key, None) for key in keys)
                asked.append((elsewhere.statement(len(keys), "all", False), ranges))
            for statement, ranges in asked:
                values = finding.values_of(ranges, me, day) | {"person": me.person_id, "opened_on": day}
                steps = plan(statement, values)
                whole += len(whole_reads(steps))
                if whole_reads(steps) or os.environ.get("BENCH_EXPLAIN") == "1":
                    print(
                        f"  plan of {kind}: " + ", ".join(f"{t}{'' if by else ' WHOLE'}" for t, by in steps)
                    )
        print(f"  plans: {whole} tables read from end to end", flush=True)


if __name__ == "__main__":
    main()
