"""The words and options of every command, and the help that is printed: a file for each part of the
work. Nothing is done here, and nothing heavy is imported.
"""
