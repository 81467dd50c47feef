using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Tests.Artifacts;

/// <summary>A tar archive written byte by byte, so that it can be odd.</summary>
internal sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    public RawTar File(string name, string content, char type = '0') => Add(name, Encoding.UTF8.GetBytes(content), type);

    public RawTar Link(string name, string target, bool hard = false) => Add(name, [], hard ? '1' : '2', target);

    public RawTar Directory(string name) => Add(name, [], '5');

    public RawTar LongName(string name) => Add("././@LongLink", Encoding.UTF8.GetBytes(name + "\0"), 'L');

    public RawTar Pax(string key, string value, char type = 'x') => Pax([(key, value)], type);

    public RawTar Pax((string Key, string Value)[] records, char type = 'x') => File("PaxHeaders/x", string.Concat(records.Select(Record)), type);

    public RawTar Add(string name, byte[] content, char type, string link = "", Action<byte[]>? change = null)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        "0000755"u8.CopyTo(header.AsSpan(100));
        "0000000"u8.CopyTo(header.AsSpan(108));
        "0000000"u8.CopyTo(header.AsSpan(116));
        Encoding.ASCII.GetBytes(Convert.ToString(content.Length, 8).PadLeft(11, '0')).CopyTo(header, 124);
        "00000000000"u8.CopyTo(header.AsSpan(136));
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).CopyTo(header, 157);
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        change?.Invoke(header);
        "        "u8.CopyTo(header.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        _bytes.AddRange(header);
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[-content.Length & 511]);
        return this;
    }

    public byte[] ToArray() => [.. _bytes, .. new byte[1024]];

    /// <summary>An image whose only layers these archives are.</summary>
    public static Image Image(ImageConfig config, params byte[][] layers) => new(new Artifact(ArtifactKind.Image, "raw"), config, [.. layers.Select((tar, index) => LayerOf(index, tar))]);

    private static Layer LayerOf(int index, byte[] tar) =>
        new(index, Digests.Of(tar), Digests.Of(tar), "COPY . /") { Size = tar.Length, Open = _ => ValueTask.FromResult<Stream>(new MemoryStream(tar)) };

    private static string Record((string Key, string Value) record)
    {
        var rest = $" {record.Key}={record.Value}\n";
        var length = Encoding.UTF8.GetByteCount(rest);
        var total = length + 1;
        while (total != length + total.ToString().Length)
        {
            total++;
        }

        return total + rest;
    }
}
