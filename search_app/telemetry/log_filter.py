"""What else stands in the log, by Python's logging: sentences, and errors that nobody expected."""

import logging
from traceback import format_exception

from search_app.telemetry.access_log import escaped


class Escaping(logging.Filter):
    """Spells out what is not printed: Flask names the path of a request that failed, line ends and all, and an error
    quotes what was sent or stands in an archive."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, which goes on."""
        record.msg, record.args = escaped(record.getMessage()), None
        if record.exc_info and record.exc_info[1]:
            lines = "".join(format_exception(record.exc_info[1])).splitlines()
            record.exc_text = "\n".join(f"  {escaped(line)}" for line in lines)  # none is taken for a line of the log
        return True


ESCAPING = Escaping()
"""A logger takes one and the same filter once."""
