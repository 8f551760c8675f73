"""Why a roster is as it is: conflicts and their repair, uncovered intervals, single assignments."""
