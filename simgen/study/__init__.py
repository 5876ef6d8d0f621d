"""What a researcher does with samples."""
