namespace Wellguard.Signals.Behavior;

/// <summary>What is known about a process, file or endpoint; handed on along the flow of information.</summary>
[Flags]
public enum Tags : ulong
{
    None = 0,

    /// <summary>Process: got bytes from somewhere on the network. File: they were written into it.</summary>
    Downloaded = 1 << 0,

    /// <summary>What was downloaded is made to run: a script, a program, an archive.</summary>
    Code = 1 << 1,

    /// <summary>Process: runs what was downloaded, or descends from one that does.</summary>
    Untrusted = 1 << 2,

    /// <summary>File: was not there before the run.</summary>
    RunTime = 1 << 3,

    /// <summary>Process: installs packages, or is a script of one that a system package manager installs.</summary>
    Packages = 1 << 4,

    /// <summary>Process: descends from one that installs packages of a language; code of a package that runs without being called.</summary>
    Install = 1 << 6,

    /// <summary>Process: read credentials, or what came from them. File: they were written into it.</summary>
    Sensitive = 1 << 7,

    /// <summary>Socket: leads to another machine, not to another program of this one.</summary>
    Network = 1 << 5,
}
