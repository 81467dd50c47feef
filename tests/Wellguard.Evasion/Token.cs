namespace Wellguard.Evasion;

public enum Language { JavaScript, Python }

/// <summary><see cref="Format"/>: an f-string; <see cref="Chunk"/>: what of a template is text, with its delimiters.</summary>
public enum TokenKind { Name, Number, Text, Format, Chunk, Regex, Operator }

/// <summary>A token as a range of the text; comments and spaces lie between tokens.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Token(TokenKind Kind, int Start, int End);
