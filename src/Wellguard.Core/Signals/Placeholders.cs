using System.Text.RegularExpressions;

namespace Wellguard.Signals;

/// <summary>Values that stand where a secret belongs and are none.</summary>
internal static class Placeholders
{
    /// <summary>Above this length a value is a key's body, in which such words and repetitions come by chance.</summary>
    private const int Longest = 120;

    private static readonly Regex Words = new(
        @"(?i)example|placeholder|change[_-]?me|changeit|replace|your[_-]|my[_-]?(?:secret|token|password|key)|dummy|redacted|insert|fixme|todo|xxxx|\*\*\*|\.\.\.|^[<{\[$%]|\$\{|\{\{|^(?:test|secret|password|passw0rd|admin|root|postgres|guest|none|null|true|false|string|default)[0-9]{0,4}$|0{8}|12345678901234567890|abcdefghijklmnop",
        RegexOptions.NonBacktracking);

    public static bool Fits(string value) => value.Length <= Longest && (Words.IsMatch(value) || IsRepetition(value));

    /// <summary>One or two different characters.</summary>
    private static bool IsRepetition(string value) => value.Length >= 6 && value.Distinct().Take(3).Count() < 3;
}
