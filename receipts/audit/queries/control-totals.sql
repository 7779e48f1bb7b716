-- What senders promised of their files, beside what was read and what is in the tables now.
-- Parameters: period, period, period
-- promised and found are about the whole file; in_tables is this month's share of it, from lines and held lines. A file of
-- several months has less in each than found. A file without control totals is not here.
WITH present AS (
  SELECT run_id, currency, charges
  FROM lines
  WHERE billing_period = ?
  UNION ALL
  SELECT run_id, currency, charges
  FROM held
  WHERE billing_period = ?
),
summed AS (
  SELECT run_id, 'sum' AS what, currency, sum(charges) AS amount
  FROM present
  GROUP BY run_id, currency
  UNION ALL
  SELECT run_id, 'rows' AS what, '' AS currency, CAST(count(*) AS decimal(38, 12)) AS amount
  FROM present
  GROUP BY run_id
)
SELECT c.run_id, c.what, c.currency, c.promised, c.found, c.promised = c.found AS kept,
  coalesce(s.amount, CAST(0 AS decimal(38, 12))) AS in_tables
FROM control_totals AS c
LEFT JOIN summed AS s ON s.run_id = c.run_id AND s.what = c.what AND s.currency = coalesce(c.currency, '')
WHERE c.billing_period = ?
ORDER BY c.run_id, c.what, c.currency
