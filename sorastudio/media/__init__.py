"""Files of picture and sound: measured, read at exact times, and written.

The only package that imports `av`. Times are `Fraction` seconds after a file's first shown picture;
pictures leave it upright, with square pixels, in the working format of `render.picture`: in 10 bit
only where that is asked for and a file has more than 8, and with chroma of 4:2:0 whatever the file
has. Sound leaves it as 48 kHz stereo in step with the picture. Invariant: it knows files and
pictures, not films: no timeline, no slots, no providers.
"""
