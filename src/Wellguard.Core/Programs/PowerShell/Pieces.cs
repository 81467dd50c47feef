using System.Text;

namespace Wellguard.Programs.PowerShell;

/// <summary>A text under construction: plain characters, and what is put in between.</summary>
internal sealed class Pieces
{
    private readonly List<Shell.Value> _values = [];
    private readonly StringBuilder _plain = new();

    public void Add(char plain) => _plain.Append(plain);

    public void Add(Shell.Value value)
    {
        End();
        _values.Add(value);
    }

    public List<Shell.Value> Whole()
    {
        End();
        return _values;
    }

    private void End()
    {
        if (_plain.Length > 0)
        {
            _values.Add(new Shell.Value(_plain.ToString()));
            _plain.Clear();
        }
    }
}
