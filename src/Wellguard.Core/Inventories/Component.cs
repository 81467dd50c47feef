using System.Text.Json.Serialization;

namespace Wellguard.Inventories;

public enum ComponentState { Installed, Declared }

/// <summary>A piece of software.</summary>
/// <param name="Purl">Package URL (purl-spec), for example <c>pkg:deb/debian/bash@5.2.15-2?arch=amd64&amp;distro=debian-12</c>.</param>
/// <param name="Path">The file that says so.</param>
/// <param name="State">Installed: its files are there. Declared: only a lock file or manifest names it.</param>
public sealed record Component(string Purl, string Path, ComponentState State)
{
    /// <summary>Index of the layer that brought it.</summary>
    public int? Layer { get; init; }

    /// <summary>Purl of the distro package that owns <see cref="Path"/>, when one does.</summary>
    public string? Owner { get; init; }
}
