"""Where readers tell the desk what should be checked, and look after what became of it: neither of the two wings.

The form writes a tip by one action, the page of its state reads one tip and the published verdict that answers it, and nothing
here reads anything else (docs/adr/0042). Every answer is of one reader and of the moment: nothing is kept by anybody, no
cookie is set.
"""
