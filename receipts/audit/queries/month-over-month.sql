-- What each customer was billed, month by month, beside the month before it.
-- Parameters: since, period, since, period
-- Each receipt counts once, however often its file was dropped; `standing` is as of the last reconciliation: current, or
-- unknown where a receipt was not reconciled yet.
-- month_before is the last month with a receipt, which need not be the month before. Replaced and ended receipts are left out.
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
months AS (
  SELECT customer_id, currency, standing, billing_period, sum(billed) AS billed
  FROM bills
  WHERE standing IN ('current', 'unknown')
  GROUP BY customer_id, currency, standing, billing_period
)
SELECT customer_id, currency, standing, billing_period, billed,
  lag(billing_period) OVER (PARTITION BY customer_id, currency, standing ORDER BY billing_period) AS month_before,
  lag(billed) OVER (PARTITION BY customer_id, currency, standing ORDER BY billing_period) AS billed_before
FROM months
ORDER BY customer_id, currency, standing, billing_period
