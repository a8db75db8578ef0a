"""A fictional newsroom for trying the product out: every person, body, municipality and figure in it is invented."""
