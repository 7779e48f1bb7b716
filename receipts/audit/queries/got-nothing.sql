-- Who of a month got no receipt, and why.
-- Parameters: period, period, period, period, period
-- why is the receipt's fate; bounced and rejected, SES took it and it did not arrive; held, no run billed the customer;
-- not_mailed, the total is zero; unknown, not reconciled yet. The amount of a held customer is what could be read of its
-- lines in one run, the latest by name: a customer who was held in several runs is shown once.
WITH fates AS (
  SELECT billing_period, receipt_id, fate, state,
    max(state) OVER (PARTITION BY billing_period, customer_key) AS named,
    count(receipt_id) OVER (PARTITION BY billing_period, customer_key) AS rivals
  FROM (
    SELECT billing_period, receipt_id, customer_key, fate, state, as_of,
      max(as_of) OVER (PARTITION BY billing_period) AS latest
    FROM deliveries
    WHERE billing_period BETWEEN ? AND ?
  ) AS recorded
  WHERE as_of = latest
),
once AS (
  SELECT billing_period, receipt_id, customer_id, customer_name, email, currency, total, billed,
    min(run_id) AS run_id
  FROM receipts
  WHERE billing_period BETWEEN ? AND ?
  GROUP BY billing_period, receipt_id, customer_id, customer_name, email, currency, total, billed
),
bills AS (
  SELECT o.billing_period, o.receipt_id, o.run_id, o.customer_id, o.customer_name, o.email,
    o.currency, o.total, o.billed, coalesce(f.fate, 'unknown') AS fate, f.state,
    CASE
      WHEN f.receipt_id IS NULL THEN 'unknown'
      WHEN f.fate = 'ended' THEN 'ended'
      WHEN f.state IS NOT NULL THEN 'current'
      WHEN f.named IS NOT NULL THEN 'replaced'
      WHEN f.rivals = 1 THEN 'current'
      ELSE 'unknown'
    END AS standing
  FROM once AS o
  LEFT JOIN fates AS f ON f.billing_period = o.billing_period AND f.receipt_id = o.receipt_id
),
held_once AS (
  SELECT customer_id, currency, run_id, sum(charges) AS total,
    row_number() OVER (PARTITION BY customer_id, currency ORDER BY run_id DESC) AS place
  FROM held
  WHERE billing_period = ?
  GROUP BY customer_id, currency, run_id
)
SELECT customer_id, currency, total,
  CASE
    WHEN standing = 'unknown' THEN 'unknown'
    WHEN state IN ('BOUNCED', 'REJECTED') THEN lower(state)
    ELSE fate
  END AS why
FROM bills
WHERE standing IN ('current', 'unknown', 'ended')
  AND (state IS NULL OR state NOT IN ('SENT', 'DELIVERED', 'COMPLAINED'))
UNION ALL
SELECT h.customer_id, h.currency, h.total, 'held' AS why
FROM held_once AS h
LEFT JOIN bills AS b ON b.customer_id = h.customer_id AND b.standing IN ('current', 'unknown')
WHERE h.place = 1 AND b.customer_id IS NULL
ORDER BY why, customer_id, currency
