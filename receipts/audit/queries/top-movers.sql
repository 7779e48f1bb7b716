-- The twenty customers of each currency whose bill changed most between two months.
-- Parameters: since, period, since, period, since, period
-- Compares the first month with the last; a customer without a receipt counts 0 there. Left out are replaced and ended
-- receipts, and customers with a receipt that was not reconciled yet: nobody knows what they owe.
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
earlier AS (
  SELECT customer_id, currency, sum(billed) AS billed, bool_and(standing = 'current') AS known
  FROM bills
  WHERE billing_period = ? AND standing IN ('current', 'unknown')
  GROUP BY customer_id, currency
),
later AS (
  SELECT customer_id, currency, sum(billed) AS billed, bool_and(standing = 'current') AS known
  FROM bills
  WHERE billing_period = ? AND standing IN ('current', 'unknown')
  GROUP BY customer_id, currency
),
changes AS (
  SELECT coalesce(e.customer_id, l.customer_id) AS customer_id, coalesce(e.currency, l.currency) AS currency,
    coalesce(e.billed, 0) AS billed_before, coalesce(l.billed, 0) AS billed,
    coalesce(l.billed, 0) - coalesce(e.billed, 0) AS change
  FROM earlier AS e
  FULL JOIN later AS l ON l.customer_id = e.customer_id AND l.currency = e.currency
  WHERE coalesce(e.known, true) AND coalesce(l.known, true)
),
ranked AS (
  SELECT customer_id, currency, billed_before, billed, change,
    row_number() OVER (PARTITION BY currency ORDER BY abs(change) DESC, customer_id) AS place
  FROM changes
  WHERE change <> 0
)
SELECT currency, place, customer_id, billed_before, billed, change
FROM ranked
WHERE place <= 20
ORDER BY currency, place
