"""The command line: the scripting face of the product.

Each command is one function `run(arguments, out)`; `parser` names them, `values` reads what a
person typed, `output` keeps people's text (stderr) and machine's lines (stdout) apart. It imports
what is heavy only inside the command that needs it, and never Qt.
"""
