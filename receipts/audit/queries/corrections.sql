-- Receipts that a correction or a mended file took the place of, beside what stands now.
-- Parameters: period, period, period, period
-- As of the last reconciliation; a month that was not reconciled has none. difference is what stands less what was replaced.
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
)
SELECT o.customer_id, o.receipt_id AS replaced_receipt, o.currency AS replaced_currency, o.billed AS replaced_billed,
  n.receipt_id AS current_receipt, n.currency, n.billed,
  CASE WHEN n.currency = o.currency THEN n.billed - o.billed END AS difference
FROM bills AS o
JOIN bills AS n ON n.customer_id = o.customer_id AND n.standing = 'current'
WHERE o.fate = 'superseded'
ORDER BY o.customer_id, o.receipt_id
