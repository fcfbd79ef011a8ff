"""Files of picture and sound: measured, read at exact times, and written.

The only package that imports `av`. Times are `Fraction` seconds after a file's first shown picture;
pictures leave it upright, with square pixels, in the working format of `render.picture`; sound
leaves it as 48 kHz stereo in step with the picture. Invariant: it knows files and pictures, not
films: no timeline, no slots, no providers.
"""
