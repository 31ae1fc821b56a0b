namespace Lode.Wasi;

/// <summary>A directory of the host that a guest is given, with all that lies in it.</summary>
/// <param name="HostPath">Where it lies. The guest never learns this.</param>
/// <param name="GuestPath">The name by which the guest finds it, such as <c>/</c> or <c>/data</c> or <c>.</c>.</param>
/// <param name="IsReadOnly">Whether the guest may only read in it.</param>
public sealed record WasiDirectory(string HostPath, string GuestPath, bool IsReadOnly = false);
