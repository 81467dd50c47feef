namespace Wellguard.Programs.Scripts;

/// <summary>Tokens that may be asked for anywhere: outside there is only the end. Looking ahead needs no checks.</summary>
/// <param name="expected">How many there will be, about: large lists are not copied as they grow.</param>
internal sealed class TokenBuffer(int expected)
{
    private static readonly Token[] Outside = [new(TokenKind.End, "", 0, 0, true)];

    private Token[] _tokens = new Token[Math.Max(expected, 16)];

    public int Count { get; private set; }

    public ref readonly Token this[int index] => ref (uint)index < (uint)Count ? ref _tokens[index] : ref Outside[0];

    public void Add(Token token)
    {
        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, 2 * Count);
        }

        _tokens[Count++] = token;
    }
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
