"""Search for complete cases: is there one where this condition holds, and which is the shortest to tell?"""
