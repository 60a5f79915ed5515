"""Two systems that disagree after an outage: each discrepancy is found, resolved by a rule, and logged."""
