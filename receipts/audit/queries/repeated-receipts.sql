-- Receipts that several runs wrote, because a file was dropped again: each was sent once at most.
-- Parameters: period
SELECT customer_id, receipt_id, currency, billed, count(DISTINCT run_id) AS runs, min(run_id) AS first_by_name,
  max(run_id) AS last_by_name
FROM receipts
WHERE billing_period = ?
GROUP BY customer_id, receipt_id, currency, billed
HAVING count(DISTINCT run_id) > 1
ORDER BY customer_id, receipt_id
