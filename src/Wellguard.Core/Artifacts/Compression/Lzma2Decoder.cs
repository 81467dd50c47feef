namespace Wellguard.Artifacts.Compression;

/// <summary>
/// Chunks of LZMA2 as xz stores them (The .xz File Format 1.2.1, 5.3.1; Igor Pavlov, LZMA specification, 2015). Decodes into a window that grows with what is there, up to the dictionary's size.
/// Throws <see cref="InvalidDataException"/> for what is no valid chunk.
/// </summary>
internal sealed class Lzma2Decoder
{
    /// <summary>Largest chunk, decoded and as stored (Lzma2: 21 and 16 bits, each less one).</summary>
    private const int MaxChunk = 1 << 21;
    private const int MaxStored = 1 << 16;

    private readonly byte[] _stored = new byte[MaxStored];
    private readonly LzmaSymbols _symbols = new();
    private byte[] _window = new byte[1 << 16];
    private int _dictionary;
    private int _end;
    private int _given;
    private bool _needsDictionary;
    private bool _needsProperties;

    /// <summary>A new block: nothing of the last one is referred to.</summary>
    public void Begin(int dictionary)
    {
        (_dictionary, _end, _given, _needsDictionary, _needsProperties) = (dictionary, 0, 0, true, true);
    }

    /// <summary>Decoded and not given yet.</summary>
    public ReadOnlySpan<byte> Ready => _window.AsSpan(_given, _end - _given);

    public void Give(int count) => _given += count;

    /// <summary>Decodes one chunk. False at the end of the block.</summary>
    public bool Next(ByteInput input)
    {
        var control = input.Byte();
        if (control == 0)
        {
            return false;
        }

        if (control >= 0xE0 || control == 1)
        {
            _needsDictionary = false;
            (_end, _given) = (0, 0);
        }
        else if (_needsDictionary)
        {
            throw new InvalidDataException("the first chunk does not start a dictionary");
        }

        if (control < 0x80)
        {
            return control <= 2 ? Copy(input, ((input.Byte() << 8) | input.Byte()) + 1) : throw new InvalidDataException("no chunk of LZMA2");
        }

        var size = ((((control & 0x1F) << 16) | (input.Byte() << 8)) | input.Byte()) + 1;
        var stored = ((input.Byte() << 8) | input.Byte()) + 1;
        if (control >= 0xC0)
        {
            _symbols.SetProperties(input.Byte());
            _needsProperties = false;
        }
        else if (_needsProperties)
        {
            throw new InvalidDataException("the first chunk has no properties");
        }
        else if (control >= 0xA0)
        {
            _symbols.Reset();
        }

        MakeRoom(size);
        input.Exactly(_stored.AsSpan(0, stored));
        _symbols.Decode(_stored.AsSpan(0, stored), _window.AsSpan(0, _end + size), _end, _dictionary);
        _end += size;
        return true;
    }

    private bool Copy(ByteInput input, int size)
    {
        MakeRoom(size);
        input.Exactly(_window.AsSpan(_end, size));
        _end += size;
        return true;
    }

    /// <summary>Takes more memory up to what the dictionary needs, then drops what no distance reaches any more.</summary>
    private void MakeRoom(int size)
    {
        var most = _dictionary + (_dictionary / 2L) + MaxChunk;
        if (_end + size > _window.Length && _window.Length < most)
        {
            Array.Resize(ref _window, (int)Math.Min(Math.Max(2L * _window.Length, _end + (long)size), most));
        }

        if (_end + size > _window.Length)
        {
            var kept = Math.Min(_dictionary, _end);
            _window.AsSpan(_end - kept, kept).CopyTo(_window);
            (_end, _given) = (kept, kept);
        }
    }
}
