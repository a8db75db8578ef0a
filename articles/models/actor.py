from .api_key import ApiKey
from .user import User

Actor = User | ApiKey | None
"""Who writes: a member of the newsroom, a program with a key, or None, the system itself."""
