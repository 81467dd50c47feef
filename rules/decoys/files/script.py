# -*- coding: utf-8 -*-
def main():
    print("ok")


if __name__ == "__main__":
    main()
