"""Activities: programmes of training, coaching and meetings, whose sessions are planned with the shifts."""
