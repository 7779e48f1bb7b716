-- One customer's receipts of a month, line by line.
-- Parameters: period, period, period, period, period, customer_key
-- customer_key is what `receipts audit` makes of a customer_id; in a console put it there in quotes.
-- A receipt whose standing is not current is shown as well: it was replaced, ended, or never reconciled (unknown).
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
content AS (
  SELECT regexp_extract("$path", '([0-9a-f]{32})[.]parquet$', 1) AS receipt_id, service_name, charges,
    description, quantity, unit, unit_price, source_sha256, source_line
  FROM snapshots
  WHERE billing_period = ? AND customer_key = ?
)
SELECT c.receipt_id, coalesce(b.standing, 'unknown') AS standing, coalesce(b.fate, 'unknown') AS fate,
  b.customer_id, b.customer_name, b.email, c.service_name, c.description, c.quantity, c.unit, c.unit_price,
  c.charges, b.currency, b.total, b.billed, c.source_sha256, c.source_line
FROM content AS c
LEFT JOIN bills AS b ON b.receipt_id = c.receipt_id
ORDER BY standing, c.receipt_id, c.source_line
