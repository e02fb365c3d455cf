"""What a request carries and how an answer is dressed, whatever the answer is about."""
