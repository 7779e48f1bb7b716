-- Whether a run's receipts are what its lines add up to: a row for all of each currency, and for each receipt that is not.
-- Parameters: period, run, period, run
-- Of a run that was never finished only the lines are there: receipts is 0 then, and nothing of it was sent.
WITH promised AS (
  SELECT receipt_id, customer_id, currency, line_count, total, billed
  FROM receipts
  WHERE billing_period = ? AND run_id = ?
),
found AS (
  SELECT receipt_id, currency, count(*) AS line_count, sum(charges) AS total
  FROM lines
  WHERE billing_period = ? AND run_id = ?
  GROUP BY receipt_id, currency
),
compared AS (
  SELECT coalesce(p.receipt_id, f.receipt_id) AS receipt_id, coalesce(p.currency, f.currency) AS currency,
    p.receipt_id AS promised_id, p.line_count, f.line_count AS lines_found, p.total, f.total AS total_found, p.billed,
    coalesce(p.line_count = f.line_count AND p.total = f.total, false) AS fits
  FROM promised AS p
  FULL JOIN found AS f ON f.receipt_id = p.receipt_id AND f.currency = p.currency
)
SELECT '(all)' AS receipt_id, currency, count(promised_id) AS receipts, sum(line_count) AS line_count,
  sum(lines_found) AS lines_found, sum(total) AS total, sum(total_found) AS total_found, sum(billed) AS billed,
  bool_and(fits) AS fits
FROM compared
GROUP BY currency
UNION ALL
SELECT receipt_id, currency, count(promised_id) AS receipts, sum(line_count) AS line_count,
  sum(lines_found) AS lines_found, sum(total) AS total, sum(total_found) AS total_found, sum(billed) AS billed,
  false AS fits
FROM compared
WHERE NOT fits
GROUP BY receipt_id, currency
ORDER BY receipt_id, currency
