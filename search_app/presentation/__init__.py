"""What a page shows, as typed values that templates only write down."""
