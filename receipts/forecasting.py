"""Ask what waits and what SES allows: when will the last receipt be out?"""

from receipts.pace import Forecast, forecast
from receipts.ports import Clock, ReceiptQueue, SendingDesk


def foresee(*, per_second: float, queue: ReceiptQueue, desk: SendingDesk, clock: Clock) -> Forecast:
    """Of everything on the queue, as it stands now. RetryableError when nobody says."""
    return forecast(queue.waiting(), per_second=per_second, account=desk.ask(), now=clock.now())
