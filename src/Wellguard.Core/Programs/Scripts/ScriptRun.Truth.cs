using System.Globalization;

namespace Wellguard.Programs.Scripts;

/// <content>Which values count as true, how numbers are written, and what was only guessed.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Whole numbers that a double holds exactly.</summary>
    private const double MaxExact = 9_007_199_254_740_992;

    /// <summary>Larger ones are written with an exponent, each language in its own way.</summary>
    private const double MaxWritten = 1e15;

    /// <summary>Of two values, one was taken without knowing which.</summary>
    private bool _guessed;

    /// <summary>Null when it is not known (ECMA-262, "ToBoolean"; Python library reference, "Truth Value Testing").</summary>
    private bool? Truth(Value value) => value.Shape switch
    {
        Shape.Number => value.Number != 0,
        _ when _language is not (ScriptLanguage.JavaScript or ScriptLanguage.Python) => null,
        Shape.Text when !value.IsPartial && !value.IsCut => value.Text.Length > 0,
        // Decoded text of JavaScript is held as bytes too; a buffer is always true.
        Shape.Bytes when !value.IsPartial && !value.IsCut && (value.Text.Length > 0 || _language == ScriptLanguage.Python) => value.Text.Length > 0,
        Shape.List when !value.IsCut => _language == ScriptLanguage.JavaScript || value.Items.Count > 0,
        Shape.Function => true,
        Shape.Unknown when value is { Symbol: "None" or "null" or "undefined" or "NaN", Receiver: null, Origin: null } => false,
        _ => null,
    };

    /// <summary>Of two possible values the one that says more.</summary>
    private Value Better(Value first, Value second)
    {
        _guessed = true;
        return first.IsConstant || first.Function is not null || first.Origin is not null || (first.Symbol is not null && !second.IsConstant && second.Origin is null) ? first : second;
    }

    /// <summary>The value of a choice whose condition may be known.</summary>
    private Value Chosen(Value condition, Value first, Value second) => Truth(condition) is { } truth ? (truth ? first : second) : Better(first, second);

    private Value Joined(string op, Value left, Value right)
    {
        if (op == "??")
        {
            return left.Shape is Shape.Unknown && left.Symbol is not ("null" or "undefined") ? Better(left, right) : left.Shape == Shape.Unknown ? right : left;
        }

        var any = op is "||" or "or";
        if (Truth(left) is { } truth)
        {
            return truth == any ? left : right;
        }

        if (any)
        {
            return Better(left, right);
        }

        _guessed = true;
        return right;
    }

    /// <summary><c>typeof</c>; unknown where it is not sure.</summary>
    private static Value TypeName(Value value) => value.Shape switch
    {
        Shape.Text => Value.Of("string"),
        Shape.Number => Value.Of(value.Form == NumberForm.Truth ? "boolean" : "number"),
        Shape.Function => Value.Of("function"),
        _ => Value.Unknown,
    };

    /// <summary>A number as the language writes it; null for one that is written with an exponent.</summary>
    private string? Written(Value number) => number.Form switch
    {
        NumberForm.Truth when _language == ScriptLanguage.Python => number.Number != 0 ? "True" : "False",
        NumberForm.Truth when _language is ScriptLanguage.JavaScript or ScriptLanguage.Ruby => number.Number != 0 ? "true" : "false",
        _ when Math.Abs(number.Number) >= MaxWritten || (number.Number != 0 && Math.Abs(number.Number) < 1e-4) || !double.IsFinite(number.Number) => null,
        NumberForm.Fraction when Math.Truncate(number.Number) == number.Number => ((long)number.Number).ToString(CultureInfo.InvariantCulture) + ".0",
        _ => NumberText(number.Number),
    };

    private static string NumberText(double number) => Math.Abs(number) < MaxWritten && Math.Truncate(number) == number ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Texts are compared by their characters, lists are searched.</summary>
    private Value Within(Value item, Value holder, bool not)
    {
        if (_language != ScriptLanguage.Python || !item.IsConstant || item.IsPartial || holder.IsPartial || item.IsCut || holder.IsCut)
        {
            return Value.Unknown;
        }

        return item.Shape == Shape.Text && holder.Shape == Shape.Text ? Value.Of(holder.Text.Contains(item.Text, StringComparison.Ordinal) != not)
            : holder.Shape == Shape.List && holder.IsConstant && item.Shape == Shape.Text && holder.Items.TrueForAll(static one => one.Shape == Shape.Text && !one.IsPartial) ? Value.Of(holder.Items.Exists(one => one.Text == item.Text) != not)
            : Value.Unknown;
    }
}
