namespace Wellguard.Evasion;

/// <summary>10: the program in a data file, JSON or text, that is read and evaluated.</summary>
public sealed class DataFile() : Transform(10, "data file")
{
    protected override IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package)
    {
        if (Source.Of(file.Text, file.Language!.Value) is not { IsModule: false } source || !EncodedProgram.CanBeEvaluated(source))
        {
            return [];
        }

        var isJson = file.Text.Length % 2 == 0;
        var name = SecondModule.Free(package, file, isJson ? "data" : "notes", isJson ? ".json" : ".txt");
        name = $"{name}{(isJson ? "" : "-")}{file.Stem.Trim('_')}{(isJson ? ".json" : ".txt")}";
        var data = PackageFile.Of(file.Folder + name, isJson ? "{\"version\":\"1.0\",\"code\":\"" + System.Text.Json.JsonEncodedText.Encode(file.Text) + "\"}" : file.Text);
        return source.IsPython
            ? [With(file, isJson
                ? $"import json, os\nexec(json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '{name}')))['code'])\n"
                : $"import os\nwith open(os.path.join(os.path.dirname(__file__), '{name}'), encoding='utf-8') as f:\n    exec(f.read())\n"), data]
            : [With(file, isJson ? $"eval(require('./{name}').code)\n" : $"eval(require('fs').readFileSync(require('path').join(__dirname, '{name}'), 'utf8'))\n"), data];
    }
}
