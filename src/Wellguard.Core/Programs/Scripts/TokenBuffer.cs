namespace Wellguard.Programs.Scripts;

/// <summary>Tokens that may be asked for anywhere: outside there is only the end. Looking ahead needs no checks.</summary>
/// <param name="expected">How many there will be, about: large lists are not copied as they grow.</param>
internal sealed class TokenBuffer(int expected)
{
    private readonly List<Token> _tokens = new(expected);

    public int Count => _tokens.Count;

    public Token this[int index] => (uint)index < (uint)_tokens.Count ? _tokens[index] : new Token(TokenKind.End, "", 0, 0, true);

    public void Add(Token token) => _tokens.Add(token);
}

/// <summary>Index of the closing token for an opening one; for one that is never closed the end; else 0.</summary>
internal sealed class BracketPairs(int count)
{
    private readonly int[] _partner = new int[count];

    public int this[int index]
    {
        get => (uint)index < (uint)_partner.Length ? _partner[index] : 0;
        set => _partner[index] = value;
    }
}
