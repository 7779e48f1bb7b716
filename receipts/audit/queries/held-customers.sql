-- Whom each run held back, and what could be read of their lines.
-- Parameters: period, period, period, period, period
-- A customer who was held in several runs has a row for each: do not add them up. billed_since says whether a receipt of
-- the month stands for the customer all the same; unreadable lines are counted and are in no amount.
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
standing_now AS (
  SELECT customer_id, min(standing) AS standing
  FROM bills
  WHERE standing IN ('current', 'unknown')
  GROUP BY customer_id
)
SELECT h.run_id, h.customer_id, h.currency, count(*) AS lines, sum(h.charges) AS held,
  count(*) - count(h.charges) AS unreadable, coalesce(max(s.standing), 'no') AS billed_since
FROM held AS h
LEFT JOIN standing_now AS s ON s.customer_id = h.customer_id
WHERE h.billing_period = ?
GROUP BY h.run_id, h.customer_id, h.currency
ORDER BY h.run_id, h.customer_id, h.currency
