// Writes a case of the corpus as a real file: an image as docker-archive, a function as zip.
//   dotnet run tests/corpus/write.cs CASE.yml FILE
#:project ../../src/Wellguard.Core/Wellguard.Core.csproj
#:property RestorePackagesWithLockFile=false
using Wellguard.Artifacts;

if (args is not [var from, var to])
{
    Console.Error.WriteLine("usage: dotnet run tests/corpus/write.cs CASE.yml FILE");
    return 2;
}

var example = ExampleImage.Read(File.ReadAllText(from), Path.GetFileName(from), 7);
using var file = File.Create(to);
if (example.Kind == ArtifactKind.Function)
{
    example.WriteZip(file);
}
else
{
    example.WriteDockerArchive(file);
}

return 0;
