"""How many agents a volume, a handle time and a service goal ask for, per channel and interval."""
