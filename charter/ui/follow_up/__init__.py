"""What people say of a contact, from any list: whose turn it is, why it was late, what was wrong with it."""
