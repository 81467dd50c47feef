namespace Wellguard.Linux.Detonation;

/// <summary>How much of the machine a cell may take.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="Disk">Bytes of files that are written, held in memory.</param>
/// <param name="Processors">Whole or part of one.</param>
public sealed record CellLimits(long Memory = 2L << 30, long Disk = 1L << 30, int Processes = 512, double Processors = 1.5);

/// <summary>What runs in the cell.</summary>
/// <param name="Folders">Of the machine, that the cell sees and cannot change.</param>
internal sealed record CellProgram(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Folder, int User, int Group, string HostName, IReadOnlyList<(string Machine, string Cell)> Folders);

/// <summary>All that an engine needs to start it.</summary>
/// <param name="Folder">With <c>root</c>, the file system, mounted.</param>
internal sealed record Cell(CellFolder Folder, CellNetwork Network, CellProgram Program, CellLimits Limits);
