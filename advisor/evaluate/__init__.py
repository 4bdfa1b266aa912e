"""The evaluator: three-valued, and many cases at once.

One Python int per node and option, one bit per case. A bit may be set in `yes`, in
`no`, or in neither (unknown): Kleene's logic, for all cases in one operation. With
one case it answers "what follows, what is open"; with one case for each completion
of the unknown facts it answers "which outcomes are possible, what do they hang on".
"""
