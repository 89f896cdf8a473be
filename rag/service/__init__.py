"""The service over one home: what the page, HTTP, programs and the command line ask, each by its own door.

Nothing is imported here: the command line's way in (`client`) has to be light.
"""
