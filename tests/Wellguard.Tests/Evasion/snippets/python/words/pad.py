MARK = '~'


def padded(text, width):
    fill = ' '
    return text + fill * (width - len(text))
