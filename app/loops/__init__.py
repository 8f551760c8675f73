"""Closing the loop: a roster's simulation corrects its requirement, and it is solved anew."""
