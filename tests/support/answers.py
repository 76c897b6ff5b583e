"""What the app answered, as a test reads it."""


def said(answer):
    return answer.get_data(as_text=True)
