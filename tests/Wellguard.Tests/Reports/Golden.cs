using System.Text;
using Xunit;

namespace Wellguard.Reports;

/// <summary>Compares with a file under golden/. <c>WELLGUARD_UPDATE_GOLDEN=1</c> writes the files again: look at the difference before it is committed.</summary>
internal static class Golden
{
    public static string Text(ReportFormat format, params Report[] reports) => Text(format, Samples.Context with { Many = reports.Length > 1 }, reports);

    public static string Text(ReportFormat format, ReportContext context, params Report[] reports)
    {
        using var stream = new MemoryStream();
        format.Write(reports, stream, context);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static void Check(string name, string actual)
    {
        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("WELLGUARD_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{name} is missing: run once with WELLGUARD_UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    /// <summary>The repository, found upwards from the test's output: the compiler's path may be mapped.</summary>
    public static string Repository { get; } = FindRepository(AppContext.BaseDirectory);

    private static string Folder => Path.Combine(Repository, "tests", "Wellguard.Tests", "Reports", "golden");

    private static string FindRepository(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Wellguard.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Wellguard.slnx");
    }
}
