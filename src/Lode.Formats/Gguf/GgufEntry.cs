namespace Lode.Formats;

/// <summary>Where a metadata value lies.</summary>
/// <remarks>A class: a dictionary of structures of ours has no code in the framework, and compiling it would take longer than opening a file.</remarks>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Its first byte in the file, after the type.</param>
sealed record GgufEntry(GgufValueType Type, long Offset);
