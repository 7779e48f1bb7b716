-- Where mails bounced or were called spam, by the domain of the address.
-- Parameters: period, period, period, period
-- Counts the receipts that SES took and the ledger names now, by their state when the month was last reconciled; a month
-- that was not reconciled has none.
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
outcomes AS (
  SELECT lower(split_part(email, '@', 2)) AS domain, count(*) AS mails,
    sum(CASE WHEN state = 'BOUNCED' THEN 1 ELSE 0 END) AS bounced,
    sum(CASE WHEN state = 'COMPLAINED' THEN 1 ELSE 0 END) AS complained
  FROM bills
  WHERE state IN ('SENT', 'DELIVERED', 'BOUNCED', 'COMPLAINED', 'REJECTED')
  GROUP BY lower(split_part(email, '@', 2))
)
SELECT domain, mails, bounced, complained
FROM outcomes
WHERE bounced > 0 OR complained > 0
ORDER BY bounced DESC, complained DESC, domain
