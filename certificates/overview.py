"""What a person sees of their own certificates."""


def my_certificates(user, language, page):
    return {}
