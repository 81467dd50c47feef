using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

/// <content>Files, folders, the registry.</content>
internal sealed partial class IlRun
{
    private const string RegistryKey = "Microsoft.Win32.RegistryKey";

    /// <summary>A text that says at least where it begins or what it is called.</summary>
    private static string? PathOf(IlValue path) => path.IsText && path.Text.Length is > 0 and <= 4_096 && path.Text != IlValue.Hole ? path.Text : null;

    /// <summary>Encodings that hide a name.</summary>
    private static IReadOnlyList<string> Hiding(IlValue value) => value.Decoding.Any(static step => step is not ("gzip" or "zlib")) ? value.Decoding : [];

    private IlValue? CallFile(IlMember member, IlValue? self, IlValue[] values)
    {
        var first = values.Length > 0 ? values[0] : IlValue.Unknown;
        switch (member.Type)
        {
            case "System.IO.Path":
                return CallPath(member.Member, values);
            case "System.IO.File":
                return CallFile(member.Member, first, values);
            case "System.IO.Directory" when member.Member == "Delete":
                return Delete("Directory.Delete", first);
            case "System.IO.Directory" when member.Member is "GetFiles" or "EnumerateFiles" && first.IsText:
                ReadFrom("Directory.GetFiles", first);
                return IlValue.From(first.Text);
            case "System.IO.FileInfo" or "System.IO.DirectoryInfo" or "System.IO.FileSystemInfo" when self is { IsText: true }:
                return member.Member switch
                {
                    "Delete" => Delete("FileInfo.Delete", self),
                    "OpenRead" or "OpenText" => ReadFrom("FileInfo.OpenRead", self),
                    "Create" or "OpenWrite" or "CreateText" or "AppendText" when member.Type == "System.IO.FileInfo" => Opened("FileInfo.Create", [self]),
                    "get_FullName" or "ToString" => self,
                    _ => null,
                };
            case "Microsoft.Win32.Registry" when member.Member == "SetValue" && values is [{ IsText: true } key, var name, var set, ..]:
                WriteKey("registry:" + key.Text, name, set);
                return IlValue.Unknown;
            case RegistryKey when self?.Instance is { Type: RegistryKey } opened && opened["path"] is { IsText: true } path:
                if (member.Member is "OpenSubKey" or "CreateSubKey" && first.IsText)
                {
                    return IlValue.Of(new IlInstance(RegistryKey) { Fields = { ["path"] = IlValue.Of(path.Text + "\\" + first.Text).With(first) } });
                }

                if (member.Member == "SetValue" && values.Length > 1)
                {
                    WriteKey(path.Text, first, values[1]);
                }

                return IlValue.Unknown;
            default:
                return null;
        }
    }

    private void WriteKey(string path, IlValue name, IlValue value) =>
        Emit(EffectKind.Write, "RegistryKey.SetValue", path + (name.IsText ? "\\" + name.Text : ""), effect => effect with { Text = value.IsText ? value.Text : null, Origin = OriginOf(value) });

    private IlValue? CallPath(string member, IlValue[] values)
    {
        switch (member)
        {
            case "Combine" or "Join":
                var parts = values is [{ Array: { Items: { } items, IsOpen: false } }] ? items : values;
                if (!Array.Exists(parts, static part => part.IsText))
                {
                    return null;
                }

                return Concat([.. parts.SelectMany((part, i) => i == 0 || (parts[i - 1].IsText && parts[i - 1].Text.EndsWith('/')) ? new[] { part } : [IlValue.Of("/"), part])]);
            case "GetTempPath":
                return IlValue.Of("${TEMP}/") with { IsPartial = true };
            case "GetTempFileName":
                return IlValue.Of("${TEMP}/${name}.tmp") with { IsPartial = true };
            case "GetRandomFileName":
                return IlValue.Of("${name}") with { IsPartial = true };
            case "GetFullPath" when values is [{ IsText: true } full, ..]:
                return full;
            case "ChangeExtension" when values is [{ IsText: true } changed, { IsText: true } extension]:
                return Concat([changed with { Text = changed.Text.LastIndexOf('.') is > 0 and var dot ? changed.Text[..dot] : changed.Text }, extension]);
            default:
                return null;
        }
    }

    private IlValue? CallFile(string member, IlValue path, IlValue[] values)
    {
        var second = values.Length > 1 ? values[1] : IlValue.Unknown;
        switch (member)
        {
            case "ReadAllBytes" or "ReadAllText" or "ReadAllLines" or "OpenRead" or "OpenText" or "ReadLines" or "ReadAllBytesAsync" or "ReadAllTextAsync" or "ReadAllLinesAsync":
                return ReadFrom("File." + member, path);
            case "WriteAllBytes" or "WriteAllText" or "WriteAllLines" or "AppendAllText" or "AppendAllLines" or "WriteAllBytesAsync" or "WriteAllTextAsync" or "AppendAllTextAsync":
                Complete(Write("File." + member, path), second);
                return IlValue.Unknown;
            case "Create" or "OpenWrite" or "CreateText" or "AppendText":
                return Opened("File." + member, [path]);
            case "Open":
                return Opened("System.IO.FileStream", values);
            case "Delete":
                return Delete("File.Delete", path);
            case "Copy" or "Move":
                if (PathOf(second) is { } target && (path.IsText || OriginOf(path) is not null))
                {
                    var origin = path.IsText && _written.TryGetValue(path.Text, out var written) ? written : path.IsText ? IlValue.From(path.Text) : path;
                    Emit(EffectKind.Write, $"File.{member}({Shown(path)}, {target})", target, effect => effect with { Origin = origin.Origin, Decoding = Hiding(second) });
                    _written[target] = new IlValue(IlKind.Unknown) { Origin = origin.Origin, Decoding = origin.Decoding };
                }

                return IlValue.Unknown;
            case "SetUnixFileMode" when PathOf(path) is { } executable && second is { IsNumber: true } mode && (mode.Number & 0b001_001_001) != 0:
                Emit(EffectKind.MakeExecutable, "File.SetUnixFileMode", executable, effect => effect with { Origin = _written.GetValueOrDefault(executable)?.Origin });
                return IlValue.Unknown;
            default:
                return null;
        }
    }

    private IlValue? ReadFrom(string call, IlValue path)
    {
        if (PathOf(path) is not { } known)
        {
            return path.Origin is null ? IlValue.Unknown : IlValue.From(path.Origin);
        }

        if (_written.TryGetValue(known, out var written))
        {
            return written;
        }

        if (!path.IsPartial || known.Contains('~', StringComparison.Ordinal) || known.Contains("${", StringComparison.Ordinal))
        {
            Emit(EffectKind.Read, $"{call}({known})", known, effect => effect with { Decoding = Hiding(path) });
        }

        return IlValue.From(known);
    }

    private IlValue? Delete(string call, IlValue path)
    {
        EndAfterDate(call);
        if (PathOf(path) is { } known)
        {
            Emit(EffectKind.Delete, $"{call}({known})", known, effect => effect with { Decoding = Hiding(path) });
        }

        return IlValue.Unknown;
    }

    private int Write(string call, IlValue path)
    {
        if (PathOf(path) is { } known)
        {
            return Emit(EffectKind.Write, $"{call}({known})", known);
        }

        return -1;
    }

    private IlValue Opened(string call, IlValue[] values)
    {
        var path = values.Length > 0 ? values[0] : IlValue.Unknown;
        if (path.Instance is not null)
        {
            return path; // a reader or writer over a stream
        }

        // FileMode.Open is 3; FileAccess.Read is 1.
        var reads = call.EndsWith("Reader", StringComparison.Ordinal) || (call == "System.IO.FileStream" && (values is [_, { IsNumber: true, Number: 3 }] or [_, _, { IsNumber: true, Number: 1 }, ..]));
        if (reads)
        {
            return ReadFrom(call[(call.LastIndexOf('.') + 1)..], path) ?? IlValue.Unknown;
        }

        if (!path.IsText)
        {
            return path.Origin is null ? IlValue.Unknown : path;
        }

        var stream = new IlInstance("System.IO.FileStream");
        stream.Fields["effect"] = IlValue.Of(Write(call[(call.LastIndexOf('.') + 1)..], path));
        stream.Fields["Name"] = path;
        return IlValue.Of(stream);
    }

    /// <summary>Adds what is written or sent to the effect that opened the file or request.</summary>
    private void Complete(int index, IlValue content)
    {
        if (index < 0 || index >= _effects.Count)
        {
            return;
        }

        var effect = _effects[index];
        var text = content.IsText ? content.Text : content.Array is { Bytes: { Length: < 1 << 16 } bytes, IsOpen: false } ? Decoders.Utf8(System.Text.Encoding.Latin1.GetString(bytes)) : null;
        var shown = text is not null && (effect.Text?.Length ?? 0) + text.Length <= Analysis.MaxText ? effect.Text + text : effect.Text;
        var decoding = DecodingOf(content);
        _effects[index] = effect = effect with { Text = shown, Origin = ScriptRun.Stronger(effect.Origin, OriginOf(content)), Decoding = effect.Kind == EffectKind.Write && decoding.Any(static step => step is not ("gzip" or "zlib")) ? Value.Joined(effect.Decoding, decoding) : effect.Decoding };
        if (effect is { Kind: EffectKind.Write, Object: { } path })
        {
            _written[path] = new IlValue(IlKind.Unknown) { Origin = effect.Origin, Decoding = effect.Decoding, IsVerified = _isVerified };
        }
    }

    private static string Shown(IlValue value) => value.IsText ? value.Text : value.IsNumber ? value.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : value.Origin is { } origin ? "${" + origin + "}" : IlValue.Hole;
}
