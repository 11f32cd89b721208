"""What the lists of verdicts share: the screen around them, the explanation of a row, a file and a print of them."""
