namespace Wellguard.Programs.Scripts;

/// <content>Loops that nothing ends.</content>
internal sealed partial class ScriptRun
{
    /// <summary>What a loop without end is called as an effect.</summary>
    public const string EndlessLoop = "endless loop";

    /// <summary>Tokens of a head: <c>let i = 666; i &lt; Infinity; i++</c>.</summary>
    private const int LongestHead = 40;

    /// <summary>Attack: a hundred thousand loops without end, for each of which the text before and behind is looked through.</summary>
    private const int MaxLooks = 500;

    /// <summary>Of code that a file evaluates itself; what it starts as a process is deeper, and stands still for itself.</summary>
    private const int DeepestInProcess = 2;

    private readonly HashSet<(TokenList, int)> _endlessLooks = [];

    private void NoteEndless(int keyword)
    {
        if (_language is not (ScriptLanguage.Python or ScriptLanguage.JavaScript) || analysis.Depth > DeepestInProcess || (_language == ScriptLanguage.Python && !IsOutermost(keyword)) || !IsEndless(keyword, out var head) || _endlessLooks.Contains((_list, keyword)))
        {
            return;
        }

        // Where a loop stands, and what is in it, is the same each time it is read again.
        if (_endlessLooks.Count == MaxLooks)
        {
            Say($"of loops without end only the first {MaxLooks} were looked at");
            return;
        }

        _endlessLooks.Add((_list, keyword));
        if (!IsOutermost(keyword))
        {
            return;
        }

        var saved = _p;
        _p = head;
        var end = Math.Min(EndOfBody(keyword), _t.Count - 1);
        for (var i = head; i < end; i++)
        {
            if (_t[i].Kind == TokenKind.Name && _t[i].Text is "break" or "return" or "throw" or "raise" or "yield" or "await" or "exit" or "_exit" or "sleep" or "wait" or "accept" or "recv" or "input" or "get" or "read" or "quit" or "shift" or "pop" or "next" or "exec" or "match")
            {
                _p = saved;
                return;
            }
        }

        Emit(EffectKind.Run, EndlessLoop, keyword);
        _p = saved;
    }

    /// <summary>In no function and no class: what stands there runs when the text is loaded.</summary>
    private bool IsOutermost(int keyword)
    {
        if (_language == ScriptLanguage.Python)
        {
            return _current is null && _list.Place(_t[keyword].Start).Column == 1;
        }

        for (var i = 0; i < keyword; i++)
        {
            if (IsAt(i, "{") && _list.Match[i] > keyword)
            {
                return false;
            }
        }

        return _current is null;
    }

    /// <param name="head">The token behind the loop's head.</param>
    private bool IsEndless(int keyword, out int head)
    {
        head = keyword + 2;
        if (_t[keyword].Text == "while" && _language == ScriptLanguage.Python)
        {
            return IsAt(keyword + 2, ":") && (_t[keyword + 1].Text is "True" or "1");
        }

        if (!IsAt(keyword + 1, "(") || _list.Match[keyword + 1] is var close && (close <= keyword + 1 || close - keyword > LongestHead))
        {
            return false;
        }

        head = close + 1;
        if (_t[keyword].Text == "while")
        {
            return close == keyword + 3 && (_t[keyword + 2].Text is "true" or "1");
        }

        var isInfinite = false;
        for (var i = keyword + 2; i < close; i++)
        {
            isInfinite |= (_t[i].Text == "Infinity" && IsAt(i - 1, "<")) || (IsAt(i, ";") && IsAt(i + 1, ";"));
        }

        return _t[keyword].Text == "for" && isInfinite;
    }
}
