using System.Text;

namespace Wellguard.Artifacts;

internal sealed partial class FunctionConventions
{
    private static readonly string[] HandlerExtensions = [".py", ".js", ".mjs", ".cjs", ".rb", ""];

    /// <summary>Handlers and variables of a SAM or Serverless template, line by line: a YAML tree is not needed for two keys.</summary>
    private void ReadTemplate(string? template)
    {
        var variablesIndent = -1;
        foreach (var line in (template ?? "").Split('\n'))
        {
            var text = line.Trim();
            var indent = line.Length - line.TrimStart().Length;
            if (text.Length == 0 || text.StartsWith('#') || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            {
                continue;
            }

            var (key, value) = (text[..colon].Trim('"', '\'', ' ', '-'), text[(colon + 1)..].Trim().Trim('"', '\''));
            if (variablesIndent >= 0 && indent > variablesIndent)
            {
                if (value.Length > 0 && environment.Count < HandlerLimit)
                {
                    environment.Add(new(key, value));
                }

                continue;
            }

            variablesIndent = value.Length == 0 && key is "Variables" or "environment" ? indent : -1;
            if (key.Equals("handler", StringComparison.OrdinalIgnoreCase) && value.LastIndexOf('.') is > 0 and var dot)
            {
                HandlerExtensions.Select(e => Relative("", value[..dot] + e)).ToList().ForEach(Add);
            }
        }
    }

    private static string? JsonText(string json, string name)
    {
        try
        {
            return Json.Parse(Encoding.UTF8.GetBytes(json.TrimStart('\uFEFF')), "").Text(name);
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    /// <summary>A path from a folder of the archive, which it cannot leave.</summary>
    private static string Relative(string folder, string path)
    {
        var parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var part in path.Split('/', '\\').Where(p => p is not "" and not "."))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }
}
