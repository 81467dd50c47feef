using System.Text;

namespace Wellguard.Evasion;

/// <summary>5: the program's texts moved into a second module.</summary>
public sealed class TextsInModule() : Transform(5, "texts in a module")
{
    protected override IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package)
    {
        if (Source.Of(file.Text, file.Language!.Value) is not { } source)
        {
            return [];
        }

        var edits = new Edits(source.Text);
        var module = new StringBuilder();
        var stem = SecondModule.Free(package, file, source.IsPython ? "_texts" : file.Stem + ".texts", source.IsPython ? ".py" : System.IO.Path.GetExtension(file.Name));
        stem += source.IsPython && stem == "_texts" ? "_" + file.Stem.Trim('_').Replace('-', '_') : "";
        var holder = source.Fresh("texts");
        var count = 0;
        foreach (var (index, literal) in source.Literals().Where(static literal => literal.Value.Value.Length > 3))
        {
            var value = source.IsPython ? Literal.PythonQuoted(literal.Value, literal.IsBytes) : Literal.Quoted(literal.Value);
            module.Append(source.IsPython ? $"t{count} = {value}\n" : source.IsModule ? $"export const t{count} = {value}\n" : $"exports.t{count} = {value}\n");
            edits.Replace(source.Tokens[index], $"({holder}.t{count++})");
        }

        if (count == 0)
        {
            return [];
        }

        var path = stem + (source.IsPython ? ".py" : System.IO.Path.GetExtension(file.Name));
        edits.Insert(source.Beginning(), source.IsPython ? (SecondModule.IsPackage(package, file) ? $"from . import {stem} as {holder}\n" : $"import {stem} as {holder}\n") : source.IsModule ? $"import * as {holder} from './{path}'\n" : $"const {holder} = require('./{path}')\n;");
        return [With(file, edits.Apply()!), PackageFile.Of(file.Folder + path, module.ToString())];
    }
}
