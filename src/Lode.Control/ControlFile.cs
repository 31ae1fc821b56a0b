namespace Lode.Control;

/// <summary>A file, a pipe or a published region that a request lets its controllers read and map.</summary>
/// <param name="Name">The name by which they find it: one component, no slashes.</param>
/// <param name="Source">The path of a file or pipe, or the name of a published region. Controllers never learn it.</param>
/// <param name="IsRegion">Whether it is a published region.</param>
public sealed record ControlFile(string Name, string Source, bool IsRegion = false);
