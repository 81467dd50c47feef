namespace Wellguard.Advisories.Ordering;

/// <summary>
/// PEP 440 (Python packaging, "Version specifiers"): <c>[N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]</c> in all its accepted spellings.
/// 1. Epoch. 2. Release without trailing zeros. 3. A pre-release is before the release; a development release of no pre- or post-release is before all of them.
/// 4. Post-release after it. 5. Development release before what it leads to. 6. Local version after the public one; its numbers after its words.
/// </summary>
internal static class PythonOrder
{
    private const byte End = 0;
    private const byte Another = 1;

    /// <param name="version">In lower case.</param>
    public static bool Write(ReadOnlySpan<char> version, ref KeyWriter key)
    {
        var rest = version.TrimStart('v');
        var plus = rest.IndexOf('+');
        var local = plus < 0 ? [] : rest[(plus + 1)..];
        rest = plus < 0 ? rest : rest[..plus];
        if (plus >= 0 && local.IsEmpty)
        {
            return false;
        }

        // 1
        var epoch = rest.IndexOf('!');
        if (epoch >= 0)
        {
            if (epoch == 0 || rest[..epoch].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            key.Number(rest[..epoch]);
            rest = rest[(epoch + 1)..];
        }
        else
        {
            key.Number([]);
        }

        if (!WriteRelease(ref rest, ref key))
        {
            return false;
        }

        // 3
        ReadOnlySpan<char> preNumber = [], postNumber = [], devNumber = [];
        var pre = Label(ref rest, ref preNumber, "alpha", "a") ? 1 : Label(ref rest, ref preNumber, "beta", "b") ? 2 : Label(ref rest, ref preNumber, "preview", "pre", "rc", "c") ? 3 : 0;

        // 4
        var isPost = Label(ref rest, ref postNumber, "post", "rev", "r");
        if (!isPost && rest is ['-', >= '0' and <= '9', ..])
        {
            isPost = true;
            rest = rest[1..];
            postNumber = Digits(ref rest);
        }

        // 5
        var isDev = Label(ref rest, ref devNumber, "dev");
        key.Mark((byte)(pre > 0 ? pre : isDev && !isPost ? 0 : 4));
        if (pre > 0)
        {
            key.Number(preNumber);
        }

        key.Mark(isPost ? Another : End);
        if (isPost)
        {
            key.Number(postNumber);
        }

        key.Mark(isDev ? End : Another);
        if (isDev)
        {
            key.Number(devNumber);
        }

        return rest.IsEmpty && WriteLocal(local, ref key);
    }

    /// <summary>2: zeros count only when a number follows.</summary>
    private static bool WriteRelease(scoped ref ReadOnlySpan<char> rest, ref KeyWriter key)
    {
        var number = Digits(ref rest);
        if (number.IsEmpty)
        {
            return false;
        }

        var zeros = 0;
        while (true)
        {
            if (number.Trim('0').IsEmpty)
            {
                zeros++;
            }
            else
            {
                for (; zeros > 0; zeros--)
                {
                    key.Mark(Another);
                    key.Number([]);
                }

                key.Mark(Another);
                key.Number(number);
            }

            if (rest is not ['.', >= '0' and <= '9', ..])
            {
                key.Mark(End);
                return true;
            }

            rest = rest[1..];
            number = Digits(ref rest);
        }
    }

    /// <summary><c>[-_.]? word [-_.]? digits?</c></summary>
    private static bool Label(scoped ref ReadOnlySpan<char> rest, scoped ref ReadOnlySpan<char> number, params ReadOnlySpan<string> words)
    {
        var after = rest is ['-' or '_' or '.', ..] ? rest[1..] : rest;
        foreach (var word in words)
        {
            if (after.StartsWith(word))
            {
                after = after[word.Length..];
                if (after is ['-' or '_' or '.', >= '0' and <= '9', ..])
                {
                    after = after[1..];
                }

                number = Digits(ref after);
                rest = after;
                return true;
            }
        }

        return false;
    }

    /// <summary>6</summary>
    private static bool WriteLocal(ReadOnlySpan<char> local, ref KeyWriter key)
    {
        while (!local.IsEmpty)
        {
            var end = local.IndexOfAny("-_.");
            var part = end < 0 ? local : local[..end];
            if (part.IsEmpty || end == local.Length - 1 || part.ContainsAnyExcept(LettersAndDigits))
            {
                return false;
            }

            if (part.ContainsAnyExceptInRange('0', '9'))
            {
                key.Mark(Another);
                key.Text(part);
            }
            else
            {
                key.Mark(Another + 1);
                key.Number(part);
            }

            local = end < 0 ? [] : local[(end + 1)..];
        }

        key.Mark(End);
        return true;
    }

    private static ReadOnlySpan<char> Digits(scoped ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return digits;
    }

    private static readonly System.Buffers.SearchValues<char> LettersAndDigits = System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");
}
