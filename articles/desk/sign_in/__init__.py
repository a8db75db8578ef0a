"""How members come in: password, second factor, invitation, reset; and what they keep of it: factors, password, sessions.

Every write is an action of sign_ins, second_factors, passkeys, invitations or users; only the session itself is written here.
"""
