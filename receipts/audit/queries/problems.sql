-- What was wrong with a month's files, by code.
-- Parameters: period
-- A file that was dropped again with the same mistakes counts again. Files without a month are in rejects_unknown.
SELECT code, severity, count(*) AS problems, count(DISTINCT customer_id) AS customers, count(DISTINCT run_id) AS runs,
  min(message) AS for_example
FROM rejects
WHERE billing_period = ?
GROUP BY code, severity
ORDER BY severity, problems DESC, code
