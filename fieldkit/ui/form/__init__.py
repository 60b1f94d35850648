"""What a FormView is made of: the box of one field, cards of rows, folding sections, and saving as one goes."""
