import marshal, zlib, base64
class O0O:
    I = lambda x: marshal.loads(zlib.decompress(base64.b64decode(x)))
    l = "eJxljzFLw1AQx+8lrYSgUP0EGVwypN0caukiihXUYsWCuKR5Zxt9fS++95LWLvot3B0E0Q/j4FDyDdwqdepkGi1IPY7fcXf/O+4C+GOF3zjdyvAAFChhcA4GIFyRhagL1Hgk1HwtPBkAL8aiTjJ1C9zixzw5coupHYkBStVDxkarXjvkVAxa+pZhurIfUop8ZHk7ot/3OR31GjwR1+i1sXOCNzEq7fS0jqqVSiAYw0ALWQ554rOQVlQZh+h4x7HeCxk6m8iT6unuYfMib2w7Le1L7TWlCFCp5XaYHWe5JF0LJPo6FPyS+V3lGqmt4k70M5MWmyJC/gzT+Sszszasz6xaX9CYYV3a+a8A6izDxCSEjGH9beFjKN3b71CaAGxExhLvjIaZBXJgfub8yjn5R2llq78B5vhuXg=="
exec(O0O.I(O0O.l))
