"""What machines ask of the product and tell it, apart from readers and partners: figures, reports, whom to write to."""
